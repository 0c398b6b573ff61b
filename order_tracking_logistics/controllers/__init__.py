from . import push, tracking_page
