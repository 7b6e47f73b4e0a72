//! The columns of a spreadsheet of partners.

use strum::{EnumString, IntoStaticStr, VariantNames};

use super::super::columns::SheetColumn;

/// What a column holds. The names are those of the fields in `data/partners.json`; `logo_wide`,
/// `logo_square`, and `logo_one_color` are those of `logo`, and `logo` is the version that the
/// shape of the file says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantNames,
)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Column {
    Id,
    Name,
    Area,
    Phone,
    Text,
    TextWord,
    Tty,
    Fax,
    Email,
    Web,
    Address,
    Hours,
    Place,
    Logo,
    LogoWide,
    LogoSquare,
    LogoOneColor,
    Languages,
    Pieces,
    Sample,
}

/// Other names of columns, as people write them, in English, Spanish, and French.
const OTHER_NAMES: &[(&str, Column)] = &[
    ("partner id", Column::Id),
    ("identificador", Column::Id),
    ("identifiant", Column::Id),
    ("partner", Column::Name),
    ("partner name", Column::Name),
    ("organization", Column::Name),
    ("agency", Column::Name),
    ("nombre", Column::Name),
    ("organizacion", Column::Name),
    ("agencia", Column::Name),
    ("nom", Column::Name),
    ("organisation", Column::Name),
    ("organisme", Column::Name),
    ("region", Column::Area),
    ("service area", Column::Area),
    ("counties", Column::Area),
    ("zona", Column::Area),
    ("condados", Column::Area),
    ("area de servicio", Column::Area),
    ("zone", Column::Area),
    ("secteur", Column::Area),
    ("comtes", Column::Area),
    ("telephone", Column::Phone),
    ("tel", Column::Phone),
    ("phone number", Column::Phone),
    ("telefono", Column::Phone),
    ("numero de telefono", Column::Phone),
    ("numero de telephone", Column::Phone),
    ("text number", Column::Text),
    ("sms", Column::Text),
    ("e mail", Column::Email),
    ("mail", Column::Email),
    ("email address", Column::Email),
    ("correo", Column::Email),
    ("correo electronico", Column::Email),
    ("courriel", Column::Email),
    ("adresse e mail", Column::Email),
    ("website", Column::Web),
    ("web site", Column::Web),
    ("web page", Column::Web),
    ("url", Column::Web),
    ("sitio web", Column::Web),
    ("pagina web", Column::Web),
    ("site web", Column::Web),
    ("site internet", Column::Web),
    ("mailing address", Column::Address),
    ("postal address", Column::Address),
    ("direccion", Column::Address),
    ("domicilio", Column::Address),
    ("adresse", Column::Address),
    ("adresse postale", Column::Address),
    ("office hours", Column::Hours),
    ("opening hours", Column::Hours),
    ("horario", Column::Hours),
    ("horarios", Column::Hours),
    ("horaire", Column::Hours),
    ("horaires", Column::Hours),
    ("lugar", Column::Place),
    ("lieu", Column::Place),
    ("logos", Column::Logo),
    ("logotipo", Column::Logo),
    ("language", Column::Languages),
    ("idioma", Column::Languages),
    ("idiomas", Column::Languages),
    ("langue", Column::Languages),
    ("langues", Column::Languages),
    ("piece", Column::Pieces),
    ("materials", Column::Pieces),
    ("piezas", Column::Pieces),
    ("materiales", Column::Pieces),
    ("documents", Column::Pieces),
    ("example", Column::Sample),
    ("muestra", Column::Sample),
    ("ejemplo", Column::Sample),
    ("exemple", Column::Sample),
    ("echantillon", Column::Sample),
];

impl Column {
    /// The version of the logo that the column names, as the data has it.
    pub(super) fn logo_version(self) -> Option<&'static str> {
        match self {
            Column::LogoWide => Some("wide"),
            Column::LogoSquare => Some("square"),
            Column::LogoOneColor => Some("one_color"),
            _ => None,
        }
    }
}

impl SheetColumn for Column {
    const IN_HEADER: &'static [Self] = &[Column::Id, Column::Name];
    const OTHER_NAMES: &'static [(&'static str, Self)] = OTHER_NAMES;
    const LEAVES_OUT_OTHERS: bool = true;

    fn is_text(self) -> bool {
        matches!(
            self,
            Column::Name | Column::Area | Column::Address | Column::Hours | Column::Place
        )
    }

    fn is_same_in_all_languages(self) -> bool {
        matches!(self, Column::Name | Column::Address)
    }

    fn is_yes_or_no(self) -> bool {
        self == Column::Sample
    }
}
