//! The columns that are known to say nothing about who came. Whatever is not known here, and
//! differs between people, is a question: no list of words could name all that a column may say.
//!
//! Words are in English, Spanish, French, Portuguese, and German, in plain letters (see
//! [`plain`](super::headers::plain)), and separated by commas. Add a word only if no column below
//! it can say that a person did not come, did not pass, or does not take part.

use super::attendance_words::{
    ASKING, COUNTING_PHRASES, DAYS, GRADING, MARKING_PHRASES, OPPOSITE_PHRASES, ROLES, has_phrase,
};
use super::headers::plain;
use super::words::{Words, words};

/// A header with more words than this is a question of a form.
const MAX_HEADER: usize = 4;

/// Words of headers that are known to say nothing about who came: facts about a person, or about
/// how the list was made.
static FACTS: Words = words!(
    "employment,employer,employed,job,work,marital,civil,veteran,military,insurance,tax,\
     citizenship,immigration,housing,student,health,vaccination,disability,family,licensure,\
     license,licensed,city,town,county,parish,region,province,country,zip,postal,address,\
     street,agency,organization,organisation,company,institution,school,university,\
     department,dept,division,site,location,state,questionnaire,email,mail,phone,\
     mobile,cell,fax,website,url,id,code,number,income,peer,title,position,occupation,\
     profession,employee,supervisor,manager,age,dob,birth,birthday,gender,sex,race,\
     ethnicity,hispanic,latino,tribe,tribal,language,languages,speaks,bilingual,english,\
     spanish,french,diet,dietary,vegetarian,vegan,meal,meals,lunch,breakfast,dinner,food,\
     allergy,allergies,gluten,shirt,tshirt,size,parking,hotel,lodging,travel,mileage,\
     carpool,accommodation,accommodations,ada,wheelchair,interpreter,member,membership,\
     volunteer,newsletter,subscribe,subscribed,consent,release,photo,photos,media,agree,\
     agreement,terms,policy,privacy,referral,referred,source,heard,interest,interested,\
     experience,years,education,degree,scholarship,discount,coupon,price,amount,cost,\
     currency,order,quantity,computer,laptop,device,internet,emergency,contact,medicaid,\
     pre,pretest,baseline,rating,fte,duty,mode,format,modality,method,salaried,smoker,\
     certification,certifications,credential,credentials,recertify,waiver,w9,nationality,\
     created,downloaded,modified,expires,expiration,needs,need,\
     ciudad,municipio,condado,estado,provincia,pais,codigo,direccion,calle,agencia,empresa,\
     organizacion,institucion,escuela,universidad,departamento,sede,telefono,\
     celular,movil,correo,puesto,cargo,ocupacion,profesion,empleo,edad,nacimiento,genero,\
     sexo,idioma,idiomas,dieta,almuerzo,comida,alergia,talla,estacionamiento,alojamiento,\
     veterano,veterana,miembro,voluntario,consentimiento,foto,precio,nacionalidad,\
     supervisora,vegetariano,vegetariana,modalidad,numero,ville,commune,departement,pays,\
     adresse,rue,organisme,entreprise,ecole,universite,service,telephone,portable,courriel,\
     poste,metier,emploi,employeur,naissance,genre,sexe,langue,langues,regime,repas,\
     dejeuner,taille,hebergement,benevole,membre,consentement,prix,nationalite,vegetarien,\
     cidade,bairro,endereco,rua,escola,universidade,telefone,emprego,profissao,idade,\
     nascimento,lingua,almoco,tamanho,preco,nacionalidade,stadt,ort,land,kreis,plz,\
     strasse,betrieb,arbeitgeber,schule,abteilung,telefon,handy,beruf,stelle,geburtsdatum,\
     alter,geschlecht,sprache,sprachen,essen,mittagessen,vegetarisch,allergien,grosse,\
     unterkunft,mitglied,ehrenamtlich,einwilligung,preis,nummer,pair,pairs,nature,updated,\
     updates,edited,ip,uuid,qr,link,utc,sample,muestra,pronouns,\
     pronombres,pronoms,timezone,zone,browser,eth,solana,apartment,apt,\
     suite,fips,residencia,residence,vivienda,raza,etnia,etnicidad,tribu,seguro,licencia,\
     cedula,rfc,curp,ssn,npi,emergencia,fotografia,alergias,alimentaria,alimentarias,\
     restriccion,restricciones,camiseta,playera,transporte,parentesco,acepto,terminos,\
     privacidad,boletin,referido,referida,hear,hobby,hobbies,comuna,localidad,colonia,\
     barrio,apartado,domicilio,laboral,whatsapp,extension,workplace,worksite,facility,\
     clinic,hospital,clinica,unidad,jurisdiccion,jurisdiction,nation,pueblo,chapter,\
     specialty,especialidad,ethnic,tribes,dialect,dialecto,salutation,saludo,tratamiento,\
     anrede,latitude,longitude,\
     miasto,citta,comune,paese,indirizzo,azienda,telefon"
);

/// Words that such headers also have.
static FILLERS: Words = words!(
    "a,an,the,of,and,or,to,at,in,on,is,are,do,does,did,for,with,if,any,all,\
     please,list,your,you,my,i,s,t,e,y,o,d,l,name,names,type,types,date,time,year,\
     month,home,business,current,main,primary,secondary,other,full,legal,native,first,\
     second,personal,daytime,optional,required,needed,no,nr,num,level,total,about,us,\
     this,that,have,has,preferred,working,user,respondent,collector,sis,\
     from,by,as,would,like,how,what,where,which,when,why,who,will,\
     be,been,1,2,3,de,del,la,el,los,las,su,sus,tu,en,para,por,con,un,una,al,\
     nombre,nombres,tipo,fecha,hora,ano,otro,otra,principal,actual,como,cual,que,donde,\
     cuando,se,es,opcional,trabajo,casa,le,les,des,du,votre,vos,et,ou,nom,au,aux,\
     une,autre,quel,quelle,da,dos,das,seu,sua,nome,data,der,die,und,oder,ihr,ihre,\
     art,typ"
);

/// Whole headers that are known to say nothing about who came, although their words alone may.
static PHRASES: Words = words!(
    "employment status,job status,marital status,veteran status,immigration status,tax status,\
     disability status,insurance status,student status,housing status,military status,\
     citizenship status,vaccination status,registration date,registration time,registered on,\
     registered at,date registered,signup date,timestamp,pre test,pre test score,first time,\
     active duty,attended before,certificate delivery,certificate language,attendance mode,\
     fecha de inscripcion,fecha de registro,hora de inscripcion,marca temporal,marca de tiempo,\
     prueba inicial,situacion laboral,date d inscription,horodateur,horodatage,data de inscricao,\
     anmeldedatum,zeitstempel"
);

/// States and provinces, as values of a column such as `Estado`, which may also mean a status.
static PLACES: Words = words!(
    "alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,\
     georgia,hawaii,idaho,illinois,indiana,iowa,kansas,kentucky,louisiana,maine,maryland,\
     massachusetts,michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new \
     hampshire,new jersey,new mexico,new york,north carolina,north dakota,ohio,oklahoma,\
     oregon,pennsylvania,rhode island,south carolina,south dakota,tennessee,texas,utah,\
     vermont,virginia,washington,west virginia,wisconsin,wyoming,district of columbia,\
     washington dc,puerto rico,guam,american samoa,virgin islands,nuevo mexico,nueva york,\
     nueva jersey,carolina del norte,carolina del sur,dakota del norte,dakota del sur,luisiana,\
     oregon,pensilvania,hawai,misisipi,misuri,aguascalientes,baja california,baja california \
     sur,campeche,chiapas,chihuahua,ciudad de mexico,cdmx,coahuila,colima,durango,\
     guanajuato,guerrero,hidalgo,jalisco,mexico,estado de mexico,michoacan,morelos,nayarit,\
     nuevo leon,oaxaca,puebla,queretaro,quintana roo,san luis potosi,sinaloa,sonora,tabasco,\
     tamaulipas,tlaxcala,veracruz,yucatan,zacatecas,alberta,british columbia,manitoba,new \
     brunswick,newfoundland,newfoundland and labrador,nova scotia,nunavut,ontario,prince edward \
     island,quebec,saskatchewan,yukon,nouveau brunswick,nouvelle ecosse,colombie britannique"
);

/// The codes of states and provinces.
static PLACE_CODES: Words = words!(
    "al,ak,az,ar,ca,co,ct,de,fl,ga,hi,id,il,in,ia,ks,ky,la,me,md,ma,mi,mn,ms,\
     mo,mt,ne,nv,nh,nj,nm,ny,nc,nd,oh,ok,or,pa,ri,sc,sd,tn,tx,ut,vt,va,wa,wv,\
     wi,wy,dc,pr,gu,vi,ab,bc,mb,nb,nl,ns,nt,nu,on,pe,qc,sk,yt"
);

/// Headers that mean a place or a status.
const STATES: [&str; 5] = ["state", "estado", "state province", "estado provincia", "etat"];

/// Returns whether a whole header, in plain letters, is known to say nothing about who came.
pub(super) fn is_phrase_of_facts(header: &str) -> bool {
    PHRASES.contains(header)
}

/// Returns whether a header is known to say nothing about who came. In a question of a form, one
/// known word is enough if no other word asks who came.
pub(super) fn is_harmless(words: &[&str]) -> bool {
    let is_fact = |word: &str| FACTS.contains(word);
    let is_known = |word: &str| is_fact(word) || FILLERS.contains(word);
    if !words.iter().any(|word| is_fact(word)) {
        return false;
    }
    if words.len() <= MAX_HEADER {
        return words.iter().all(|word| is_known(word));
    }
    let asking = [&ASKING, &DAYS, &GRADING, &ROLES];
    let is_asking = |word: &str| !is_known(word) && asking.iter().any(|it| it.contains(word));
    let phrases = [&OPPOSITE_PHRASES, &MARKING_PHRASES, &COUNTING_PHRASES];
    !words.iter().any(|word| is_asking(word))
        && !phrases.iter().any(|known| has_phrase(words, known))
}

/// Whether a word, in plain letters, says nothing by itself.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(word)
}

/// Whether a word, in plain letters, is of a header of facts.
pub(super) fn is_fact_word(word: &str) -> bool {
    FACTS.contains(word)
}

/// Whether a word, in plain letters, is a state or a province.
pub(super) fn is_place_word(word: &str) -> bool {
    PLACES.contains(word) || PLACE_CODES.contains(word)
}

/// Whether a text in plain letters is a state or a province of several words, such as `new mexico`.
/// One word, such as `washington`, may be a last name.
pub(super) fn is_long_place(text: &str) -> bool {
    text.contains(' ') && PLACES.contains(text)
}

/// Returns whether a header, in plain letters, means a place or a status.
pub(super) fn may_be_place(header: &str) -> bool {
    STATES.contains(&header)
}

/// Returns whether a value, as it is in the list, is a state or a province.
pub(super) fn is_place(value: &str) -> bool {
    let text = plain(value);
    let is_code = value.trim().len() == 2 && value.trim() == value.trim().to_uppercase();
    PLACES.contains(&*text) || (is_code && PLACE_CODES.contains(&*text))
}
