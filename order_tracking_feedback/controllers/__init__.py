from . import acceptance
