"""Chinese texts of demo records, by XML id and field."""

CHINESE = {
    "demo_product_desk": {"name": "橡木办公桌 160 厘米"},
    "demo_product_chair": {"name": "网背办公椅"},
    "demo_product_lamp": {"name": "LED 台灯"},
    "demo_product_cabinet": {"name": "四抽屉文件柜"},
    "demo_product_frame": {
        "name": "升降办公桌架",
        "description_sale": "热销商品，库存较少。",
    },
    "demo_product_stool": {"name": "办公凳（去年款）"},
    "demo_product_assembly": {"name": "上门安装"},
    "demo_flow_assembly": {"name": "送货并安装", "note": "货物送达后由我们的师傅上门安装。"},
    "demo_stage_assembly_confirmed": {
        "name": "订单确认",
        "customer_text": "我们已收到您的订单，正在为您准备。",
    },
    "demo_stage_assembly_left": {
        "name": "出库",
        "customer_name": "发货",
        "customer_text": "您的货物即将从我们的仓库发出。",
    },
    "demo_stage_assembly_delivered": {
        "name": "送达",
        "customer_text": "您的货物正在运往您处。",
    },
    "demo_stage_assembly_assembled": {
        "name": "现场安装",
        "customer_name": "安装",
        "customer_text": "我们的师傅会与您联系，约定上门时间。",
    },
    "demo_stage_assembly_invoiced": {"name": "开票"},
}
