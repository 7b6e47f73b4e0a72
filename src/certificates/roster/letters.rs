//! How well the letters of a text fit the names of people. Text that was read in the wrong encoding
//! has letters where no name has them, so the better of two readings shows.
//!
//! The letters around each accented letter are compared with those in common names and in headers
//! of many languages. Statistics of prose, which libraries use, say little about a list of names.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_script::{Script, UnicodeScript};

/// Common names and headers with letters beyond ASCII, by group of languages.
const NAMES: [&str; 13] = [
    // Spanish
    "iñigo íñigo iñaki josé maría jesús ángel andrés inés tomás raúl rubén \
    víctor martín ramón \
     sebastián julián adrián fabián germán hernán joaquín agustín benjamín matías \
     elías nicolás lucía sofía rocío mónica verónica bárbara débora begoña \
     concepción encarnación asunción iván óscar álvaro élida garcía martínez lópez \
     gonzález rodríguez hernández pérez sánchez ramírez gómez díaz fernández \
     gutiérrez muñoz núñez peña ibáñez ordóñez yáñez castañeda acuña cáceres \
     cárdenas chávez méndez jiménez vásquez vázquez velázquez suárez juárez álvarez \
     ávila águila bermúdez bolaños calderón colón cortés de león domínguez durán \
     espíndola estévez galán guzmán leguía márquez mejía meléndez millán miró \
     montalbán morán olguín ortíz páez pavón ríos román rendón sáenz salomón solís \
     terán téllez tobón treviño valdés zúñiga marín farías cañas nuñez piña \
     quiñones número teléfono dirección electrónico correo año género región país \
     cédula matrícula título sesión organización calificación asistió sí también",
    // French
    "françois françoise rené renée hélène éric étienne élise édouard émile eugénie \
     geneviève thérèse solène gaëlle joël noël raphaël michaël andré frédéric \
     frédérique jérôme jérémie sébastien cécile céline chloé léa zoé anaïs loïc \
     benoît aurélie amélie mélanie stéphane stéphanie valérie véronique grégoire côme \
     dubé bélanger léveillé beauséjour lévesque hébert gagné côté forêt lefèvre \
     lemaître bérubé poupée fréchette prénom numéro téléphone présent sœur lançon \
     pâquet châtelain crêpeau duchêne brûlé marçais guérin durée français société \
     régime",
    // Portuguese
    "joão são conceição antônio luís inês mônica verônica lúcia márcia flávia \
     cláudia fábio júlio césar vinícius estêvão sebastião assunção simões magalhães \
     guimarães araújo gonçalves gouvêa corrêa galvão leão falcão brandão mourão \
     camões lourenço mendonça proença fonsêca jordão julião adão abraão damião \
     função número inscrição ônibus êça",
    // German and Nordic
    "jürgen günter jörg björn sören käthe bärbel müller schröder köhler krüger \
     schäfer böhm groß weiß strauß götz häußler jäger löwe kühn günther lührs \
     möller bäcker größe für straße übung åse åsa pär jönsson åström öberg ström \
     håkan mårten søren jørgen bjørn håvard øyvind kåre ærø næss sørensen \
     jørgensen gøran ødegård bråten lærke mikkelsen sjöberg lindström törnqvist \
     jääskeläinen hämäläinen mäkinen väinö päivi jón þór guðrún sigríður \
     kristín ólafur björk guðmundsdóttir þorsteinn ásta örn möttönen nyström \
     grönlund æbelø sæther møller bøe sæle sjö thöne bjørge kjær nygård høj skjær \
     õun õispuu õnnepalu õnne õim võsu kätlin jõgi tõnu põld nõmme kõiv lõhmus \
     õunapuu külli ülle rõõm mõttus sõber märt sætre dörfler wüst \
     brändli hübner räsänen hafþór þráinsson",
    // Polish
    "łukasz paweł michał rafał bartłomiej władysław stanisław wacław bogusław \
     zdzisław łucja małgorzata elżbieta bożena grażyna świętosław zieliński kowalczyk \
     wójcik kamiński wiśniewski dąbrowski kozłowski jankowski wojciechowski kwieciński \
     zając król wróbel jabłoński nowiński górski piątek ślusarczyk świątek \
     gołębiewski mązur stępień dudziński żak żukowski łącka gędziak będkowski \
     szymański lewandowska wąsik pająk sławiński zawadzki błaszczyk brzęk kość miłosz \
     żuraw dębski więcek jóźwiak źródło ćwik imię nazwisko obecność liczba godzin \
     płeć jędrzej józef przemysław tomaszów łoś pałka ciesielczyk łaska muszyńska",
    // Polish, again: the nasal vowels
    "gęsior węgrzyn pękala kępa częstochowski jęczmień wężyk tęcza pięta mięta \
     gęba dębiec rębacz święch ziębicki bębenek męka kęska brzęczyk nałęcz \
     żółkiewska źdźbło czyż brzeż kądziela gałązka ćwiąkała bączek rączka \
     mączyński pączek różański śmigły śliwa krężel księżak",
    // Czech and Slovak
    "jiří tomáš lukáš matěj ondřej vojtěch zdeněk luděk hynek řehoř šimon \
     štěpán štefan žofie věra zdeňka božena růžena libuše lenka dvořák \
     dvořáková novák nováková svoboda němec němcová čapek čermák kučera kolář \
     kovář růžička říha šťastný vaněk zeman žižka krejčí pospíšil procházka \
     horák beneš malý veselý kříž jelínek šimek hájek hladík špaček bláha ďurica \
     ľubomír ľudmila ľubica ondrej hruška kováč kováčová horváth balážová tkáč \
     šulek ďuriš jméno příjmení účast počet hodin třída město škola řezník \
     krč čeněk hůlka",
    // Hungarian
    "lászló istván józsef zoltán sándor gábor jános györgy éva zsuzsanna erzsébet \
     ágnes ildikó katalin péter tamás ákos ádám bálint gergő győző kristóf előd \
     szilárd kovács tóth szabó horváth molnár németh farkas balázs szűcs szőke \
     kőszegi erdős fűzfa győri fülöp ördög vörös köves török bíró csapó \
     dömötör dezső pető csőke bőszörményi mező első lőrinc jenő rezső őri őze \
     hűvös bűdi gyűrű hegedűs dőry rőt főző tűz szűts szőllősi berényi név \
     jelenlét óra összesen fő nő",
    // Croatian, Slovene, Serbian in Latin letters, Baltic
    "ivančić kovačević horvatić babić marić jurić knežević đorđe đurđa živko \
     željko šime žarko čedo anđela tomić nikolić petrović jovanović stojanović \
     đukić mićo šarić zvonimir božić grgić ćosić perišić županić krajnčič \
     novaković žagar šuštar kovač mlakar jernejčič bogojević jānis bērziņš \
     ozoliņš kalniņš žukauskas šarūnas jūratė rūta mūrnieks ģirts ķirsis līga",
    // Romanian
    "ștefan andreea bălan mureșan crăciun țăranu ioniță stănescu pătrașcu rădulescu \
     bărbulescu ştefan mureşan ţăranu ioniţă pătraşcu gheorghiță văcărescu \
     câmpeanu mândru român sârbu mihăilescu brăila nicușor cătălin mălina răzvan \
     iași prezență ionuț ionuţ constanța constanţa laurențiu laurenţiu florența horațiu \
     horaţiu lucreția lucreţia ilinca măriuța măriuţa vlăduț vlăduţ \
     dănuț dănuţ negruțiu negruţiu bogdănescu rusănescu șerban şerban nistoruț bobițan",
    // Turkish
    "ayşe fatma işık ışıl ibrahim İbrahim İsmail İlknur ömer özlem özgür şule \
     şükrü gül gülşen çağlar çiğdem doğan erdoğan uğur tuğba yağmur yılmaz \
     yıldız yıldırım kılıç kaya çelik şahin aydın öztürk arslan doğru kurtuluş \
     güneş aslı sıla adı soyadı katılım saat öğrenci eğitim oğuz oğlu hacıoğlu \
     karaoğlan barış bakır kadir tolga hüseyin müjde nurgül sönmez altıntaş şen \
     şimşek yiğit inan İnan başar nazlı çağrı tuğçe sıdıka ağca gökhan aşkın \
     kaşıkçı taşkın koşar sarı altın kızıl kırdar",
    // Cyrillic
    "иван пётр петр сергей андрей дмитрий алексей \
     александр мария анна елена ольга наталья татьяна \
     иванов петров сидоров смирнов кузнецов попов \
     соколов лебедев козлов новиков морозов волков \
     иванова петрова ковалёва ковалева шевченко \
     бондаренко коваленко ткаченко кравченко олена \
     оксана тарас богдан ярослав світлана ірина юлія \
     євген андрій дмитро мельник георги димитър \
     христо стоян мариян иванка фамилия имя отчество \
     часы и ім'я прізвище никола јован љубица милош \
     ђорђе живковић петровић игорь виктор людмила \
     галина павел николай",
    // Vietnamese, Greek, and others in single-byte encodings
    "nguyễn trần phạm hoàng võ đặng bùi đỗ hồ ngô dương lý đoàn thị \
     ánh hiền thảo hương linh γιώργος μαρία παπαδόπουλος \
     ελένη νίκος δημήτρης γεωργίου κωνσταντίνος \
     ιωάννης άννα σοφία",
];

/// The most Latin letters with accents in a row.
const MOST_IN_A_ROW: usize = 3;

/// Characters that are common in names of East Asia.
const EAST_ASIAN: &str = "\
    김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유\
    남심노하곽성차주우구민진지수현준영미은아라희경숙자혜연선재\
    훈동승상철호원태용기광병식규빈나다예소채린율솔도시후건찬佐\
    藤鈴木高橋田中渡辺伊山本村小林加吉松井上清水斎口森池石川前\
    岡長谷後近坂遠青西福太三浦原竹金玉和千大野平島内久保宮崎酒\
    工横今河増菅桜市北南東花子美恵由紀真理愛香奈優陽郎一二健誠\
    翔輔拓也浩司直樹隆正義明弘幸雄夫彦介男助人志氏名時間王李张\
    張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何罗羅郑鄭梁谢\
    謝宋唐许許韩韓冯馮邓鄧曹彭曾萧蕭董袁潘于蒋蔣蔡余杜叶葉伟偉\
    芳娜秀英敏静靜丽麗强強磊军軍洋勇艳艷杰娟涛濤超霞刚剛桂文华\
    華萍红紅国國建姓时";

static TRIPLES: LazyLock<HashSet<[char; 3]>> = LazyLock::new(|| contexts(|around| around));
static BEFORE: LazyLock<HashSet<[char; 3]>> = LazyLock::new(|| contexts(|[a, b, _]| [a, b, ' ']));
static AFTER: LazyLock<HashSet<[char; 3]>> = LazyLock::new(|| contexts(|[_, b, c]| [' ', b, c]));
static LETTERS: LazyLock<HashSet<[char; 3]>> =
    LazyLock::new(|| contexts(|[_, b, _]| [' ', b, ' ']));
static COMMON: LazyLock<HashSet<char>> = LazyLock::new(|| EAST_ASIAN.chars().collect());

/// Collects the letters beyond ASCII in [`NAMES`] with the letters around them.
fn contexts(part: impl Fn([char; 3]) -> [char; 3]) -> HashSet<[char; 3]> {
    let mut found = HashSet::new();
    for word in NAMES.iter().flat_map(|names| names.split_whitespace()) {
        let letters: Vec<char> = [' '].into_iter().chain(lower(word)).chain([' ']).collect();
        let around = letters.windows(3).filter(|around| !around[1].is_ascii());
        found.extend(around.map(|around| part([around[0], around[1], around[2]])));
    }
    found
}

fn lower(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().map(small)
}

/// Returns the small form of a letter. `İ` stays, because its small form is a plain `i`.
fn small(c: char) -> char {
    if c == 'İ' { c } else { c.to_lowercase().next().unwrap_or(c) }
}

/// How well the letters of a text fit names: the higher, the better.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Fit {
    /// The sum of points for each character beyond ASCII.
    pub(super) points: f64,
    /// Whether there is a character that no name has where it stands.
    pub(super) is_impossible: bool,
}

/// Rates the characters beyond ASCII of a text.
pub(super) fn fit(text: &str) -> Fit {
    rate(text, |_| {})
}

/// Returns the points of each character beyond ASCII of a text, in order.
pub(super) fn ratings(text: &str) -> Vec<f64> {
    let mut points = Vec::new();
    rate(text, |of_character| points.push(of_character));
    points
}

fn rate(text: &str, mut add: impl FnMut(f64)) -> Fit {
    let chars: Vec<char> = text.chars().collect();
    let in_mixed_case = mixed_case(&chars);
    let mut total = Fit::default();
    for (at, c) in chars.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
        let neighbor = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        let around = [neighbor(at.checked_sub(1)), *c, neighbor(Some(at + 1))];
        let points = match script_of(*c) {
            _ if matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}') => -10.0,
            // A letter alone, as next to a number, is more likely a sign in another encoding.
            script if is_alone(around) && !may_be_alone(script) && is_letter(*c) => -1.5,
            Script::Latin if is_letter(*c) => rate_latin(around),
            Script::Cyrillic | Script::Greek => rate_cased(around),
            Script::Han if COMMON.contains(c) => 2.0 - mixing(around),
            Script::Han => -0.5 - mixing(around),
            _ if matches!(c, '\u{ff61}'..='\u{ffdc}') => -1.5 - mixing(around),
            Script::Hangul if COMMON.contains(c) => 1.5 - mixing(around),
            Script::Hangul => -0.5 - mixing(around),
            Script::Hiragana | Script::Katakana => 1.0 - mixing(around),
            _ if is_letter(*c) => 0.8 - mixing(around),
            Script::Inherited => 0.0,
            _ => rate_sign(around, neighbor(at.checked_sub(2))),
        };
        let is_capital_inside = c.is_uppercase() && around[0].is_alphabetic() && in_mixed_case[at];
        let points = if is_capital_inside { points - 3.0 } else { points };
        add(points);
        total.points += points;
        total.is_impossible |= points <= -3.0 || is_capital_inside;
    }
    total.is_impossible |= has_accents_in_a_row(&chars);
    total
}

/// Returns the script of a character. Rosters can be long, so Latin letters are known at once.
pub(super) fn script_of(c: char) -> Script {
    match c {
        '\0'..='@' => Script::Common,
        'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ' => {
            Script::Latin
        }
        c => c.script(),
    }
}

/// Returns whether Latin letters with accents follow each other as in no language.
fn has_accents_in_a_row(chars: &[char]) -> bool {
    let is_accented = |c: &char| !c.is_ascii() && is_letter(*c) && script_of(*c) == Script::Latin;
    chars.windows(MOST_IN_A_ROW + 1).any(|window| window.iter().all(is_accented))
}

fn is_alone([before, _, after]: [char; 3]) -> bool {
    !before.is_alphabetic() && !after.is_alphabetic()
}

/// Returns whether a letter can be a word in a list of names.
fn may_be_alone(script: Script) -> bool {
    matches!(script, Script::Han | Script::Hangul | Script::Hiragana | Script::Katakana)
}

/// Returns whether a character is a letter, and not an ordinal sign such as that of `Mª`.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, 'ª' | 'º')
}

/// Points lost by a letter next to a Latin letter, where names do not have it.
fn mixing([before, _, after]: [char; 3]) -> f64 {
    let is_latin = |c: char| script_of(c) == Script::Latin;
    if is_latin(before) || is_latin(after) { 4.0 } else { 0.0 }
}

/// Returns for each character whether its word has small letters.
fn mixed_case(chars: &[char]) -> Vec<bool> {
    let mut found = Vec::with_capacity(chars.len());
    for word in chars.split_inclusive(|c| c.is_whitespace() || ",;-".contains(*c)) {
        found.resize(found.len() + word.len(), word.iter().any(|c| c.is_lowercase()));
    }
    found
}

fn known(around: [char; 3]) -> f64 {
    let [a, b, c] = around.map(small);
    let edge = |c: char| if c.is_alphabetic() { c } else { ' ' };
    let (a, c) = (edge(a), edge(c));
    let sides = [BEFORE.contains(&[a, b, ' ']), AFTER.contains(&[' ', b, c])];
    match sides.iter().filter(|is_known| **is_known).count() {
        _ if TRIPLES.contains(&[a, b, c]) => 3.0,
        2 => 2.0,
        1 => 1.0,
        // In Portuguese, the only other letter after it is an e.
        _ if b == 'õ' || !LETTERS.contains(&[' ', b, ' ']) => -1.5,
        _ => 0.0,
    }
}

fn rate_latin(around: [char; 3]) -> f64 {
    let [before, _, after] = around;
    let is_other =
        |c: char| c.is_alphabetic() && !matches!(script_of(c), Script::Latin | Script::Common);
    let mixed = if is_other(before) || is_other(after) { 4.0 } else { 0.0 };
    let is_accented = |c: char| c.is_alphabetic() && !c.is_ascii();
    let crowded = if is_accented(before) && is_accented(after) { 2.0 } else { 0.0 };
    known(around) - mixed - crowded
}

/// Rates a letter of an alphabet with capitals and small letters other than the Latin one.
fn rate_cased(around: [char; 3]) -> f64 {
    known(around).max(0.0) * 0.5 + 0.5 - mixing(around)
}

/// Rates a character that is not a letter. `second` is the character two before it.
fn rate_sign([before, c, after]: [char; 3], second: char) -> f64 {
    let is_inside = before.is_alphabetic() && after.is_alphabetic();
    let is_free = !before.is_alphabetic() && !after.is_alphabetic();
    match c {
        '\u{a0}' | '\u{202f}' | '\u{feff}' | '\u{3000}' => 0.0,
        // Marks that copying leaves; they are reported as such.
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => 0.0,
        '’' | 'ʼ' | '‘' if is_inside => {
            let is_prefix = !second.is_alphabetic() && before.is_uppercase();
            if is_prefix || after == 's' { 2.0 } else { -1.0 }
        }
        '’' | '”' if !is_inside && before != ' ' => 0.5,
        // `in ’t Veld`, `’n`
        '’' | '‘' | 'ʼ' if before == ' ' && after.is_lowercase() => 0.0,
        '‘' | '“' | '„' if !before.is_alphabetic() => 0.5,
        'ª' | 'º' if matches!(before, 'M' | 'ª' | '0'..='9') && !after.is_alphabetic() => 0.5,
        '–' | '—' | '…' | '·' | '•' if is_free => 0.0,
        '・' | '·' => 0.0,
        _ if is_free => -1.0,
        _ => -4.0,
    }
}
