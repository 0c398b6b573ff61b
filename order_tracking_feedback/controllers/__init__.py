from . import acceptance, feedback
