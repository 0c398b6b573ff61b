"""How Odoo 19, PostgreSQL and the Python packages get onto a machine, and what is done there.

Standard library only: these modules run before anything is installed.
"""
