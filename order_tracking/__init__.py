from . import controllers, demo, log_masking, models, wizard
from .hooks import post_init_hook, uninstall_hook

log_masking.install()
