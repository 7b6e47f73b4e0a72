//! Writes the rows as an Excel workbook. Every cell is text, so that no spreadsheet program turns
//! a text into a number, a date, or a formula.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError,
};
use strum::{EnumIter, EnumString, IntoEnumIterator, IntoStaticStr, VariantNames};

use super::Sheet;

/// A column of a spreadsheet for a translator.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum SheetColumn {
    Place,
    Source,
    Translation,
    State,
    Room,
    Pieces,
    Id,
    Seal,
}

/// The names of the columns, without the languages.
pub(crate) const COLUMNS: &[&str] = SheetColumn::VARIANTS;

impl SheetColumn {
    /// The width in characters.
    fn width(self) -> f64 {
        match self {
            Self::Source | Self::Translation => 60.0,
            Self::Place => 36.0,
            Self::State | Self::Room => 10.0,
            Self::Pieces | Self::Id => 24.0,
            Self::Seal => 6.0,
        }
    }

    /// The name in the header. The language of a text is in parentheses.
    fn header(self, sheet: &Sheet<'_>) -> String {
        let name: &str = self.into();
        match self {
            Self::Source => format!("{name} ({})", sheet.source_lang),
            Self::Translation => format!("{name} ({})", sheet.target_lang),
            _ => name.to_owned(),
        }
    }
}

/// Returns the rows as a workbook. Equal rows give equal bytes.
pub(crate) fn to_xlsx(sheet: &Sheet<'_>, date: Date) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (year, month, day) = (date.year(), date.month(), date.day());
    let created =
        ExcelDateTime::from_ymd(year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs())?;
    let title = format!("{} ({})", sheet.program, sheet.target_lang);
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&created));
    let page = workbook.add_worksheet();
    page.set_name(sheet.target_lang)?;
    page.set_freeze_panes(1, 0)?;
    let cell = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let gray = cell.clone().set_font_color(Color::Gray);
    let target = cell.clone().set_background_color(Color::RGB(0xFFF8E1));
    let target = if sheet.is_rtl { target.set_reading_direction(2) } else { target };
    let head = cell.clone().set_bold();
    for (index, column) in (0..).zip(SheetColumn::iter()) {
        let format = match column {
            SheetColumn::Source => &cell,
            SheetColumn::Translation => &target,
            _ => &gray,
        };
        page.set_column_width(index, column.width())?;
        page.set_column_format(index, format)?;
        page.write_string_with_format(0, index, column.header(sheet), &head)?;
        for (line, row) in (1..).zip(&sheet.rows) {
            let text = match column {
                SheetColumn::Place => row.text.place.clone(),
                SheetColumn::Source => row.text.source.clone(),
                SheetColumn::Translation => row.text.target.clone().unwrap_or_default(),
                SheetColumn::State => row.state.name().to_owned(),
                SheetColumn::Room => row.room.map(|room| room.to_string()).unwrap_or_default(),
                SheetColumn::Pieces => row.pieces.join(", "),
                SheetColumn::Id => row.text.id.clone(),
                SheetColumn::Seal => row.seal.clone(),
            };
            page.write_string_with_format(line, index, text, format)?;
        }
    }
    page.autofilter(0, 0, sheet.rows.len() as u32, COLUMNS.len() as u16 - 1)?;
    workbook.save_to_buffer()
}
