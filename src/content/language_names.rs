//! What languages are called, and which countries there are. The display names of ICU4X are
//! unstable, and their data is larger than everything else that Peerpress takes from CLDR.

/// A language that people of the United States and Canada read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LanguageName {
    /// The tag, such as `es`.
    pub(crate) tag: &'static str,
    /// The name in English.
    pub(crate) english: &'static str,
    /// The name in the language, as it is written when it stands alone.
    pub(crate) own: &'static str,
}

const fn name(tag: &'static str, english: &'static str, own: &'static str) -> LanguageName {
    LanguageName { tag, english, own }
}

/// The languages that have names.
pub(crate) const LANGUAGE_NAMES: [LanguageName; 82] = [
    name("en", "English", "English"),
    name("es", "Spanish", "Español"),
    name("zh", "Chinese", "中文"),
    name("zh-Hans", "Simplified Chinese", "简体中文"),
    name("zh-Hant", "Traditional Chinese", "繁體中文"),
    name("yue", "Cantonese", "粵語"),
    name("tl", "Tagalog", "Tagalog"),
    name("fil", "Filipino", "Filipino"),
    name("vi", "Vietnamese", "Tiếng Việt"),
    name("ar", "Arabic", "العربية"),
    name("fr", "French", "Français"),
    name("fr-CA", "Canadian French", "Français (Canada)"),
    name("ko", "Korean", "한국어"),
    name("ru", "Russian", "Русский"),
    name("pt", "Portuguese", "Português"),
    name("pt-BR", "Brazilian Portuguese", "Português (Brasil)"),
    name("pt-PT", "European Portuguese", "Português (Portugal)"),
    name("ht", "Haitian Creole", "Kreyòl ayisyen"),
    name("hi", "Hindi", "हिन्दी"),
    name("de", "German", "Deutsch"),
    name("pl", "Polish", "Polski"),
    name("it", "Italian", "Italiano"),
    name("ur", "Urdu", "اردو"),
    name("fa", "Persian", "فارسی"),
    name("prs", "Dari", "دری"),
    name("ps", "Pashto", "پښتو"),
    name("te", "Telugu", "తెలుగు"),
    name("ja", "Japanese", "日本語"),
    name("gu", "Gujarati", "ગુજરાતી"),
    name("bn", "Bengali", "বাংলা"),
    name("ta", "Tamil", "தமிழ்"),
    name("pa", "Punjabi", "ਪੰਜਾਬੀ"),
    name("th", "Thai", "ไทย"),
    name("sr", "Serbian", "Српски"),
    name("sr-Latn", "Serbian in Latin script", "Srpski"),
    name("hr", "Croatian", "Hrvatski"),
    name("bs", "Bosnian", "Bosanski"),
    name("hy", "Armenian", "Հայերեն"),
    name("hmn", "Hmong", "Hmoob"),
    name("he", "Hebrew", "עברית"),
    name("yi", "Yiddish", "ייִדיש"),
    name("km", "Khmer", "ខ្មែរ"),
    name("lo", "Lao", "ລາວ"),
    name("my", "Burmese", "မြန်မာ"),
    name("am", "Amharic", "አማርኛ"),
    name("ti", "Tigrinya", "ትግርኛ"),
    name("om", "Oromo", "Afaan Oromoo"),
    name("so", "Somali", "Soomaali"),
    name("sw", "Swahili", "Kiswahili"),
    name("rw", "Kinyarwanda", "Ikinyarwanda"),
    name("rn", "Kirundi", "Ikirundi"),
    name("ln", "Lingala", "Lingála"),
    name("yo", "Yoruba", "Yorùbá"),
    name("ig", "Igbo", "Igbo"),
    name("ha", "Hausa", "Hausa"),
    name("ne", "Nepali", "नेपाली"),
    name("mr", "Marathi", "मराठी"),
    name("ml", "Malayalam", "മലയാളം"),
    name("kn", "Kannada", "ಕನ್ನಡ"),
    name("si", "Sinhala", "සිංහල"),
    name("el", "Greek", "Ελληνικά"),
    name("uk", "Ukrainian", "Українська"),
    name("be", "Belarusian", "Беларуская"),
    name("bg", "Bulgarian", "Български"),
    name("ro", "Romanian", "Română"),
    name("hu", "Hungarian", "Magyar"),
    name("cs", "Czech", "Čeština"),
    name("sk", "Slovak", "Slovenčina"),
    name("sq", "Albanian", "Shqip"),
    name("tr", "Turkish", "Türkçe"),
    name("nl", "Dutch", "Nederlands"),
    name("da", "Danish", "Dansk"),
    name("sv", "Swedish", "Svenska"),
    name("no", "Norwegian", "Norsk"),
    name("fi", "Finnish", "Suomi"),
    name("id", "Indonesian", "Bahasa Indonesia"),
    name("ckb", "Central Kurdish", "کوردیی ناوەندی"),
    name("ku", "Kurdish", "Kurdî"),
    name("haw", "Hawaiian", "ʻŌlelo Hawaiʻi"),
    name("sm", "Samoan", "Gagana Sāmoa"),
    name("nv", "Navajo", "Diné bizaad"),
    name("mh", "Marshallese", "Kajin M̧ajeļ"),
];

/// The countries and territories of ISO 3166-1, and the groups of them that languages have forms
/// of: Latin America, Europe, and the world.
pub(crate) const REGIONS: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ \
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW \
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY \
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV \
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY \
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG \
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA \
    ZM ZW 001 150 419";
