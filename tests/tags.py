"""Reads PDF files as a program does that goes by tags alone: no text stands outside a paragraph, a
heading, a cell, or a list item, no two words run together where a line or a box ends, and no mark of
a script from right to left is parted from its letter."""

import sys
import unicodedata

import pikepdf
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

INLINE = {"/Span", "/Link", "/Em", "/Strong", "/Reference", "/Annot", "/Code", "/Quote", "/NonStruct"}
# Scripts that write no spaces between words.
UNSPACED = ("MYANMAR", "THAI", "LAO", "KHMER", "CJK", "HIRAGANA", "KATAKANA")
GROUPS = {"/Document", "/Part", "/Sect", "/Div", "/L", "/Table", "/THead", "/TBody", "/TFoot", "/TR"}


class Texts(PDFTextDevice):
    """The text of each marked content of a page."""

    def __init__(self, manager):
        super().__init__(manager)
        self.open = []
        self.of = {}

    def begin_tag(self, tag, props=None):
        self.open.append((props or {}).get("MCID"))
        actual = (props or {}).get("ActualText")
        if actual is not None:
            is_utf16 = actual[:2] == b"\xfe\xff"
            self.add(actual.decode("utf-16" if is_utf16 else "latin-1"))

    def end_tag(self):
        self.open.pop()

    def add(self, text):
        number = next((number for number in reversed(self.open) if number is not None), None)
        if number is not None:
            self.of[number] = self.of.get(number, "") + text

    def render_string(self, textstate, seq, ncs, graphicstate):
        for codes in seq:
            if isinstance(codes, (int, float)):
                continue
            for code in textstate.font.decode(codes):
                try:
                    self.add(textstate.font.to_unichr(code))
                except PDFUnicodeNotDefined:
                    self.add("\ufffd")


def is_unspaced(letter):
    return unicodedata.name(letter, "").startswith(UNSPACED)


def in_order(text, lang):
    """Letters from right to left are painted, and written, from left to right, and so are marks
    between them."""
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    is_mark = lang.startswith(("ar", "he")) and not kinds & {"L", "EN", "AN"}
    return text[::-1] if is_mark or kinds & {"R", "AL"} else text


def is_turned_mark(letter):
    """Whether a letter is a mark of a script from right to left, which is painted before its
    letter."""
    is_mark = unicodedata.category(letter) == "Mn"
    return is_mark and unicodedata.name(letter, "").startswith(("ARABIC", "HEBREW"))


def may_meet(before, after):
    """Whether a space is not needed between two letters. Arabic writes "and" without one, and the
    space after its comma may stand before the comma."""
    return before.isspace() or after.isspace() or before in "(–-و،؛" or after in "–,.;:!?)،؛؟"


def texts(path):
    manager = PDFResourceManager()
    with open(path, "rb") as file:
        for page in PDFPage.get_pages(file):
            device = Texts(manager)
            PDFPageInterpreter(manager, device).process_page(page)
            yield device.of


def contents(pdf):
    """Yields the page, the block, and the number of each marked content, in reading order."""
    numbers = {page.objgen: index for index, page in enumerate(pdf.pages)}

    def visit(kid, block, page):
        if isinstance(kid, int):
            yield page, block, kid
        elif isinstance(kid, pikepdf.Array):
            for one in kid:
                yield from visit(one, block, page)
        elif isinstance(kid, pikepdf.Dictionary):
            page = numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
            if kid.get("/Type") == "/MCR":
                yield page, block, int(kid.MCID)
            elif "/S" in kid:
                block = block if str(kid.S) in INLINE else kid
                if "/K" in kid:
                    yield from visit(kid.K, block, page)

    yield from visit(pdf.Root.StructTreeRoot.K, None, None)


def faults(path):
    by_page = list(texts(path))
    with pikepdf.open(path) as pdf:
        before = (None, None, " ")
        lang = str(pdf.Root.get("/Lang", ""))
        for page, block, number in contents(pdf):
            text = in_order(by_page[page].get(number, ""), lang)
            if block is None or str(block.S) in GROUPS:
                if text.strip():
                    yield f"page {page + 1}: {text!r} is in no paragraph"
            same = before[0] == page and block is not None and before[1] == block.objgen
            ends = (before[2][-1], text[:1] or " ")
            parts_meet = not may_meet(*ends) and not all(map(is_unspaced, ends))
            if text and all(is_turned_mark(letter) for letter in text):
                yield f"page {page + 1}: {text!r} is parted from its letter"
            if same and parts_meet:
                yield f"page {page + 1}: {before[2]!r} and {text!r} run together"
            if text or not same:
                before = (page, block and block.objgen, text or " ")


found = [f"{path}: {fault}" for path in sys.argv[1:] for fault in faults(path)]
print(*found, f"{len(sys.argv) - 1} files, {len(found)} faults", sep="\n")
sys.exit(bool(found))
