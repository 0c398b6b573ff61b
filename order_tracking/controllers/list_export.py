import json

from odoo.http import request

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)

# What a spreadsheet program takes for a formula. Of a CSV file Odoo itself makes three signs
# harmless, of an XLSX file none, and what a customer wrote stands in our lists.
_XLSX = ("=", "{=")
_CSV = ("@", "\t", "\r", "\n")


class _TextCells:
    """A sheet in which a text stays one, letter by letter, so that it can be imported again."""

    def __init__(self, *args):
        super().__init__(*args)
        self.worksheet.add_write_handler(str, _as_text)


class _Sheet(_TextCells, ExportXlsxWriter):
    """A list."""


class _GroupedSheet(_TextCells, GroupExportXlsxWriter):
    """A list with groups."""


class ListExcel(ExcelExport):
    """Lists exported to XLSX: what somebody typed is text, whatever it begins with.

    Both methods do what Odoo's do, with sheets of our own: Odoo has no other place to say it.
    """

    def from_data(self, fields, columns_headers, rows):
        with _Sheet(fields, columns_headers, len(rows)) as sheet:
            for number, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    sheet.write_cell(number, column, cell)
        return sheet.value

    def from_group_data(self, fields, columns_headers, groups):
        with _GroupedSheet(fields, columns_headers, groups.count) as sheet:
            at = (1, 0)
            for name, group in groups.children.items():
                at = sheet.write_group(*at, name, group)
        return sheet.value


class ListCsv(CSVExport):
    """Lists exported to CSV, which has no texts that stay texts: a quote sign goes before them.

    Files made to be imported again are left as Odoo makes them: the sign would be imported, too.
    """

    def from_data(self, fields, columns_headers, rows):
        if not json.loads(request.params["data"])["import_compat"]:
            rows = [[_tame(cell) for cell in row] for row in rows]
        return super().from_data(fields, columns_headers, rows)


def _as_text(worksheet, row, column, text, *style):
    """Nothing is for xlsxwriter to decide, as it does with all that is no formula."""
    return worksheet.write_string(row, column, text, *style) if text.startswith(_XLSX) else None


def _tame(cell):
    text = cell.decode() if isinstance(cell, bytes) else cell
    return f"'{text}" if isinstance(text, str) and text.startswith(_CSV) else cell
