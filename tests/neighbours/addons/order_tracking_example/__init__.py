from . import checks, figures, models, source
