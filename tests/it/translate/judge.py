"""Reads what translators get with programs that others wrote, translates a text in each, and saves
it as they do: the translate toolkit for XLIFF, openpyxl for spreadsheets. With a folder of schemas,
lxml validates XLIFF against the schema of OASIS, before and after.

Usage: judge.py SCHEMAS XLIFF XLSX ID TRANSLATION (SCHEMAS is "-" if there are none)
"""

import json
import os
import sys

import openpyxl
from lxml import etree
from translate.storage import xliff2


class Schemas(etree.Resolver):
    """Finds the schema of the attributes xml:lang and xml:space beside that of XLIFF."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def resolve(self, url, public_id, context):
        if url.endswith("xml.xsd"):
            return self.resolve_filename(os.path.join(self.folder, "xml.xsd"), context)
        return None


def validate(folder, path):
    if folder == "-":
        return
    parser = etree.XMLParser()
    parser.resolvers.add(Schemas(folder))
    schema = etree.XMLSchema(etree.parse(os.path.join(folder, "xliff-core-2.0.xsd"), parser))
    schema.assertValid(etree.parse(path))


def translate_xliff(path, unit_id, translation):
    store = xliff2.Xliff2File.parsefile(path)
    unit = next(unit for unit in store.units if unit.getid() == unit_id)
    unit.target = translation
    unit.marktranslated()
    store.savefile(path)
    return {"source": store.sourcelanguage, "target": store.targetlanguage, "units": len(store.units)}


def translate_sheet(path, row_id, translation):
    book = openpyxl.load_workbook(path)
    sheet = book.active
    header = [cell.value for cell in sheet[1]]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}, f"a cell is not text: {kinds}"
    target = next(index for index, name in enumerate(header) if name.startswith("translation"))
    for row in sheet.iter_rows(min_row=2):
        if row[header.index("id")].value == row_id:
            row[target].value = translation
    book.save(path)
    return sheet.max_row - 1


def main():
    schemas, xliff, sheet, text_id, translation = sys.argv[1:]
    validate(schemas, xliff)
    found = translate_xliff(xliff, text_id, translation)
    validate(schemas, xliff)
    found["rows"] = translate_sheet(sheet, text_id, translation)
    print(json.dumps(found))


main()
