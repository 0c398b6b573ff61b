import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # watched, in every import mode of pytest
