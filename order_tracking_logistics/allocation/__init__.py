"""Which warehouse sends which open order, and when: decided over the whole open book at once.

Plain values in, plain values out; days are whole numbers, 0 is today where the company is.
"""

from .distance import Place, reach
from .engine import allocate
from .greedy import greedy
from .reasons import kind, obstacle, reason, transit
from .supply import Capacity, Stock, envelope
from .values import LITTLE, Book, Choice, Costs, Line, Order, Part, Plan, Reach, Warehouse
