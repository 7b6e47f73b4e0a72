//! Text in other encodings than Unicode, and text that was garbled before.

use encoding_rs::{
    Encoding, ISO_8859_2, MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1254,
};
use peerpress::certificates::roster::{Options, parse_encoding};

use super::{codes, names, read, read_with};

/// Lists with the encodings in which they come, and the header of their names.
const LISTS: [(&str, &[&Encoding], &str); 21] = [
    ("Name|Núñez", &[WINDOWS_1252, MACINTOSH], "Spanish"),
    ("Name|José", &[WINDOWS_1252, MACINTOSH], "Spanish"),
    ("Nombre|María Peña|Íñigo Ibáñez", &[WINDOWS_1252, MACINTOSH], "Spanish"),
    ("Name|O’Connor Bo|Zoë Lee", &[WINDOWS_1252, MACINTOSH], "English"),
    ("Name|Françoise Côté|Hélène Bérubé|Loïc Roy", &[WINDOWS_1252, MACINTOSH], "French"),
    ("Nome|João Conceição|Inês Magalhães", &[WINDOWS_1252, MACINTOSH], "Portuguese"),
    ("Name|Jürgen Groß|Käthe Schröder", &[WINDOWS_1252, MACINTOSH], "German"),
    ("Name|Søren Næss|Åse Ødegård", &[WINDOWS_1252, MACINTOSH], "Danish"),
    ("Name|Þór Guðmundsson|Guðrún Ólafsdóttir", &[WINDOWS_1252, MACINTOSH], "Icelandic"),
    ("Name|Łucja Wójcik-Łącka|Paweł Gędziak", &[WINDOWS_1250, ISO_8859_2], "Polish"),
    ("Name|Małgorzata Świątek", &[WINDOWS_1250, ISO_8859_2], "Polish"),
    ("Name|Jiří Dvořák|Věra Němcová", &[WINDOWS_1250, ISO_8859_2], "Czech"),
    ("Name|Zdeněk Řehoř|Růžena Šťastná", &[WINDOWS_1250, ISO_8859_2], "Czech"),
    ("Name|Gergő Szűcs|Előd Kőszegi", &[WINDOWS_1250, ISO_8859_2], "Hungarian"),
    ("Name|Đorđe Kovačević|Živko Babić", &[WINDOWS_1250, ISO_8859_2], "Croatian"),
    ("Name|Ayşe Yılmaz|Uğur Işık", &[WINDOWS_1254], "Turkish"),
    ("Name|İbrahim Şahin|Çiğdem Doğan", &[WINDOWS_1254], "Turkish"),
    ("Name|Сергей Иванов|Ольга Кузнецова", &[WINDOWS_1251], "Russian"),
    ("Name|Оксана Шевченко|Юлія Мельник", &[WINDOWS_1251], "Ukrainian"),
    ("Name|佐藤 花子|鈴木 一郎", &[SHIFT_JIS], "Japanese"),
    ("Name|サトウ ハナコ|田中 真理", &[SHIFT_JIS], "Japanese"),
];

#[test]
fn the_encoding_is_guessed_by_the_letters_of_names() {
    let mut wrong = Vec::new();
    for (list, encodings, language) in LISTS {
        for encoding in encodings {
            let text = list.replace('|', "\r\n") + "\r\n";
            let (bytes, _, is_lossy) = encoding.encode(&text);
            if is_lossy {
                continue;
            }
            let roster = read("r.csv", &bytes);
            let expected: Vec<&str> = list.split('|').skip(1).collect();
            if names(&roster) != expected || codes(&roster) != ["roster-encoding"] {
                wrong.push(format!("{language} in {}: {:?}", encoding.name(), roster.findings));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
/// Single names of people, which say less than a list.
const SINGLE: [(&str, &[&Encoding]); 9] = [
    (
        "Grażka Źdźbłowska|Krzysztof Nałęcz|Sławomir Pieńkowski|\
         Jarosław Śmigły|Agnieszka Żeleńska|Marek Brzęczyszcz|Ewa Skłodowska|\
         Piotr Gałązka|Monika Różańska|Iwona Król",
        &[WINDOWS_1250, ISO_8859_2],
    ),
    (
        "Radek Štěpánek|Milan Brož|Alžběta Říčanská|Jarmila Žáková|\
         Petr Ševčík|Michal Doležal|Eliška Hrubá|Pavla Benešová|Kamil Nečas|\
         Aleš Dušek",
        &[WINDOWS_1250, ISO_8859_2],
    ),
    (
        "Béla Fekete|Ödön Hűvös|Márta Őri|Réka Csőre|Árpád Bűdi|\
         Kálmán Füzesi|Zsófia Sípos|Noémi Pető|Miklós Hegedűs|\
         Dezső Berényi",
        &[WINDOWS_1250, ISO_8859_2],
    ),
    (
        "Hrvoje Šimić|Krešimir Vuković|Željka Čačić|Tihomir Đerek|\
         Nataša Žitnik|Mateja Štrukelj|Ivica Račan|Miloš Živić|Vedran Ćurić",
        &[WINDOWS_1250, ISO_8859_2],
    ),
    (
        "Raúl Zubiría|Nuria Ureña|Begoña Íñiguez|Pío Cañizares|Hugo Güell|\
         Ofelia Añorve|Eloísa Treviño|Moisés Arámbula|Cristóbal Ñanco|\
         Inés Agüero",
        &[WINDOWS_1252, MACINTOSH],
    ),
    (
        "Aimée Lançon|Noémie Pâquet|Cédric Forêtier|Gisèle Châtelain|\
         Maël Guérin|Héloïse Noël|Benoîte Crêpeau|Rémi L’Écuyer|\
         Clémence Sœur|Jean-François Duchêne",
        &[WINDOWS_1252, MACINTOSH],
    ),
    (
        "Gökhan Şen|Çağrı Tekin|Müge Kırdar|Tuğçe Başar|Ümit Yiğit|\
         Nazlı Şimşek|Hülya Güngör|Alperen Ağca|Serdar İnan|Sıdıka Çınar",
        &[WINDOWS_1254],
    ),
    (
        "Виктория Жукова|Глеб Щербаков|Фёдор Цой|\
         Зинаида Юдина|Эмма Хохлова|Лев Ельцов|\
         Ярослава Рыбакова|Тимур Гаджиев",
        &[WINDOWS_1251],
    ),
    (
        "渡部 恵美|東 健太|島袋 ひかり|ヤマモト リエ|阿久津 徹|\
         黒木 瞳|大城 ゆい",
        &[SHIFT_JIS],
    ),
];

#[test]
fn a_name_is_never_read_in_the_wrong_encoding() {
    let (mut wrong, mut right, mut unclear) = (Vec::new(), 0, 0);
    for (list, encodings) in SINGLE {
        for (name, encoding) in
            list.split('|').flat_map(|name| encodings.iter().map(move |e| (name, e)))
        {
            let text = format!("Name\n{name}\n");
            let (bytes, _, is_lossy) = encoding.encode(&text);
            if is_lossy || bytes.is_ascii() {
                continue;
            }
            let roster = read("r.csv", &bytes);
            match names(&roster)[..] {
                [] => {
                    assert_eq!(codes(&roster), ["roster-unclear-encoding"], "{name}");
                    unclear += 1;
                }
                [read] if read == name => right += 1,
                _ => wrong.push(format!("{name} in {}: {:?}", encoding.name(), names(&roster))),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(right > 3 * unclear, "{right} names are read, {unclear} are unclear");
}

#[test]
fn signs_next_to_numbers_are_read_too() {
    for (text, hours) in [
        ("Name,Hours\nAnn Lee,6½\n", 6.5),
        ("Name,Hours,Fee\nAnn Lee,6,5 €\n", 6.0),
        ("Name,Hours,Room\nZoë Lee,6,nº 4 – 25°\n", 6.0),
    ] {
        let roster = read("r.csv", WINDOWS_1252.encode(text).0);
        let found = (roster.people.first().and_then(|one| one.hours), codes(&roster));
        assert_eq!(found, (Some(hours), vec!["roster-encoding"]), "{:?}", roster.findings);
    }
}

#[test]
fn code_pages_of_dos_are_read() {
    // Excel saves "CSV (MS-DOS)" in them.
    let mut wrong = Vec::new();
    for (bytes, name) in [
        (&b"Jos\x82 N\xa3\xa4ez"[..], "José Núñez"),
        (b"Mar\xa1a Pe\xa4a", "María Peña"),
        (b"Ren\x82e Thibodeaux", "Renée Thibodeaux"),
        (b"H\x82l\x8ane B\x82rub\x82", "Hélène Bérubé"),
        (b"J\x81rgen K\x94hler", "Jürgen Köhler"),
        (b"Ji\xfd\xa1 Dvo\xfd\xa0k", "Jiří Dvořák"),
        (b"\x9dukasz W\xa2jcik", "Łukasz Wójcik"),
        (b"\x88\xa2\xa0\xad \x8f\xa5\xe2\xe0\xae\xa2", "Иван Петров"),
    ] {
        let roster = read("r.csv", [b"Name,No.\n", bytes, b",1\n"].concat());
        if names(&roster) != [name] && codes(&roster) != ["roster-unclear-encoding"] {
            wrong.push(format!("{name}: {:?} {:?}", names(&roster), roster.findings));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (label, name) in [("cp850", "Renée"), ("IBM437", "Renée"), ("code page 852", "Renée")] {
        let encoding = Some(parse_encoding(label).unwrap());
        let options = Options { encoding, ..Options::default() };
        let roster = read_with("r.csv", b"Name,No.\nRen\x82e,1\n", &options);
        assert_eq!(names(&roster), [name], "{label}: {:?}", roster.findings);
    }
}

#[test]
fn a_letter_that_two_languages_have_is_the_users_decision() {
    // `Ionuţ` in Windows-1250 is `Ionuş` in Windows-1254.
    let roster = read("r.csv", b"Name,No.\nIonu\xfe Marin,1\n");
    assert_eq!(codes(&roster), ["roster-unclear-encoding"], "{:?}", names(&roster));
    // `Œ` is `¼` in Windows-1252.
    let roster = read("r.csv", b"Name,No.\nJ\xe9r\xf4me Lef\xe8vre,1\n\xbcdipe Roy,2\n");
    assert_eq!(codes(&roster), ["roster-unclear-encoding"], "{:?}", names(&roster));
}

#[test]
fn the_user_can_state_the_encoding() {
    let with = |bytes: &[u8], encoding: &str| {
        let encoding = Some(parse_encoding(encoding).unwrap());
        let roster = read_with("r.csv", bytes, &Options { encoding, ..Options::default() });
        (names(&roster).join("|"), codes(&roster))
    };
    for (label, name) in [("windows-1250", "Wyręba"), ("CP1250", "Wyręba")] {
        assert_eq!(with(b"Name\nWyr\xeaba\n", label), (name.to_owned(), vec![]), "{label}");
    }
    assert_eq!(with(b"Name\nRen\xe9 Roy\n", "latin1"), ("René Roy".to_owned(), vec![]));
    let (japanese, ..) = SHIFT_JIS.encode("Name\n東 健\n");
    assert_eq!(with(&japanese, "shift jis"), ("東 健".to_owned(), vec![]));
    assert!(parse_encoding("Mac Roman").is_ok() && parse_encoding("klingon").is_err());
    let wide: Vec<u8> = "Name\nZoë\n".chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert_eq!(codes(&read("r.csv", [b"\xff\xfe\0\0".to_vec(), wide].concat())), ["roster-file"]);
}

#[test]
fn garbled_names_are_repaired() {
    let wrong_readings: [&Encoding; 7] = [
        WINDOWS_1252,
        WINDOWS_1250,
        WINDOWS_1251,
        WINDOWS_1254,
        MACINTOSH,
        ISO_8859_2,
        encoding_rs::KOI8_R,
    ];
    let mut wrong = Vec::new();
    let lists = LISTS.iter().flat_map(|(list, encodings, _)| {
        list.split('|').skip(1).map(move |name| (name, encodings))
    });
    for (name, encodings) in lists.filter(|(name, _)| !name.is_ascii()) {
        let saved_as = [encoding_rs::UTF_8].into_iter().chain(encodings.iter().copied());
        for saved_as in saved_as {
            for opened_as in wrong_readings {
                let (bytes, _, is_lossy) = saved_as.encode(name);
                let garbled = opened_as.decode_without_bom_handling(&bytes).0;
                let (back, _, is_lost) = opened_as.encode(&garbled);
                let is_readable = saved_as != encoding_rs::UTF_8 && {
                    // Some garbled names have only letters that names have.
                    !garbled.contains(|c: char| !c.is_alphabetic() && !c.is_ascii())
                };
                if is_lossy || is_lost || back != bytes || *garbled == *name || is_readable {
                    continue;
                }
                let roster = read("r.csv", format!("Name,No.\n\"{garbled}\",1\n"));
                let messages: String =
                    roster.findings.iter().map(|finding| finding.message.as_str()).collect();
                if saved_as == encoding_rs::UTF_8 && !messages.contains(&format!("may be `{name}`"))
                {
                    wrong.push(format!("{name} as {}: {garbled}: {messages}", opened_as.name()));
                }
                if !roster.people.is_empty() {
                    wrong.push(format!(
                        "{name} ({} as {}) is certified as {garbled}",
                        saved_as.name(),
                        opened_as.name()
                    ));
                }
            }
        }
        let twice = WINDOWS_1252.decode_without_bom_handling(name.as_bytes()).0.into_owned();
        let twice = WINDOWS_1252.decode_without_bom_handling(twice.as_bytes()).0.into_owned();
        let roster = read("r.csv", format!("Name,No.\n\"{twice}\",1\n"));
        if !roster.findings[0].message.contains(&format!("may be `{name}`")) {
            wrong.push(format!("{name} twice: {:?}", roster.findings[0].message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn right_names_are_not_garbled() {
    let single = SINGLE.iter().flat_map(|(list, _)| list.split('|'));
    let lists = LISTS.iter().flat_map(|(list, ..)| list.split('|').skip(1));
    let others = "João|JOÃO|Ântonia|Åsa|Ärlig|Châu|HÂN-LÊ|Mª José|McÉvoy|\
                  Nguyễn Thị Ánh|عبد الرحمن|कृष्ण|አበበ|\
                  Tȟatȟáŋka Íŋyaŋke|Kanien’kehá:ka|Þórunn|D’Ávila|\
                  L’Écuyer|莫言|茅盾|김민준|צבי לוי|Ελένη Παπά|\
                  Сімон Петлюк|Ярёма Ёлкин|\
                  ซาร่า ใจดี|Gērd Ķēniņš|Ng̃uyẽn|ʻAukai|\
                  N’Diaye";
    let names = single.chain(lists).chain(others.split('|'));
    let wrong: Vec<String> = names
        .map(|name| read("r.csv", format!("Name,No.\n\"{name}\",1\n")))
        .filter(|roster| codes(roster).contains(&"roster-garbled"))
        .map(|roster| roster.findings[0].message.clone())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn letters_of_a_neighbor_and_of_dos_are_repaired() {
    let mut wrong = Vec::new();
    for (garbled, name) in [
        ("RenÚe LefÞvre", "Renée Lefèvre"),
        ("JoÒo ConceiþÒo", "João Conceição"),
        ("Ren‚e LefŠvre", "Renée Lefèvre"),
        ("Ram¾n", "Ramón"),
        ("I±igo", "Iñigo"),
        ("JÃŒrgen", "Jürgen"),
        ("Çaðrý Yýldýz", "Çağrı Yıldız"),
        ("Jiøí Dvoøák", "Jiří Dvořák"),
        ("Gyõzõ Szûcs", "Győző Szűcs"),
        ("María Peńa", "María Peña"),
        ("Joăo", "João"),
        ("ÅëÝíç Ðáðáäïðïýëïõ", "Ελένη Παπαδοπούλου"),
        ("Mar&iacute;a Pe&#241;a", "María Peña"),
    ] {
        let roster = read("r.csv", format!("Name,No.\n\"{garbled}\",1\n"));
        let message = roster.findings.first().map(|finding| finding.message.clone());
        if !message.as_ref().is_some_and(|it| it.contains(&format!("may be `{name}`"))) {
            wrong.push(format!("{garbled}: {message:?} {:?}", names(&roster)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
