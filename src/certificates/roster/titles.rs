//! Titles that people are also called, such as `Deacon`. Before a whole name they are reported, and
//! `--name-is-right` says that one is a name.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The titles by language, in lower case and without accents. Add one only if few people are called
/// so.
const TITLES: [(&str, &str); 15] = [
    (
        "English",
        "judge,pastor,mother,brother,bishop,deacon,elder,major,sheriff,senator,grandma,grandpa,\
         granny,cantor",
    ),
    (
        "Spanish",
        "don,dona,juez,jueza,padre,pastora,hermano,hermana,obispo,diacono,sor,fray,lic,ing,arq,\
         abuela,abuelo,tia,tio",
    ),
    ("French", "maitre,abbe,soeur,frere"),
    ("Portuguese", "irmao,frei,vovo"),
    ("Italian", "suor,dottor,dottore,dottoressa"),
    ("Polish", "pan,pani"),
    ("Hawaiian", "kumu,kahu,kupuna,anakala,anake"),
    ("Maori", "whaea,kaumatua"),
    ("Navajo", "hastiin"),
    ("Filipino", "kuya,manong,manang"),
    ("Indonesian and Malay", "bapak,ibu,encik,datuk,ustaz,ustadz,ustazah"),
    ("Arabic and Persian", "imam,sheikh,shaykh,sheik,hajji,mullah,maulana,ayatollah,ustad"),
    ("Yoruba and Hausa", "alhaji,alhaja,otunba,malam"),
    ("Japanese and Chinese", "sensei,sifu,laoshi"),
    ("Hebrew, Pali, and Tibetan", "rabbi,rebbe,bhante,ajahn,rinpoche,geshe,swami"),
];

static OF_WHOLE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| TITLES.iter().flat_map(|(_, titles)| titles.split(',')).collect());

/// Returns whether a word in plain letters is a title that people are also called.
pub(super) fn may_be_title(word: &str) -> bool {
    OF_WHOLE.contains(word)
}
