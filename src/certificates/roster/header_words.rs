//! The names that columns of a roster may have: in English, Spanish, French, Portuguese, German,
//! Italian, Polish, and Vietnamese, and partly in Dutch, Russian, and Scandinavian languages.
//!
//! Names are in plain letters (see [`plain`](super::headers::plain)) and separated by commas.
//! Support another language or export by adding its headers here.

use super::mapping::Field;

/// What each field may be called.
pub(super) const KNOWN_HEADERS: [(Field, &str); 13] = [
    (
        Field::Name,
        "name,full name,fullname,complete name,your name,your full name,your legal name,\
         your full legal name,user full name,employee,employee name,\
         employee full name,transcript user,contact full name,name exactly,\
         first name last name,first and last name,\
         first name and last name,name and surname,forename and surname,\
         participant,participant name,participants,\
         name of participant,participant full name,attendee,attendee name,learner,learner name,\
         student,student name,trainee,trainee name,recipient,recipient name,person,\
         certificate name,name on certificate,name for certificate,\
         name as it should appear on certificate,\
         nombre,nombre completo,nombre del alumno,nombre de la alumna,nombre del estudiante,\
         nombre y apellido,nombre y apellidos,nombres y apellidos,\
         participante,nombre del participante,nombre de la persona participante,\
         persona participante,asistente,nombre del asistente,nombre en el certificado,\
         nombre para el certificado,\
         nom,nom complet,nom du participant,nom de la personne,nom sur le certificat,\
         nome,nome completo,nome do participante,nome no certificado,\
         nom et prenoms complets,prenom et nom,prenoms et noms,nom du stagiaire,stagiaire,\
         apprenant,apprenante,eleve,etudiant,etudiante,\
         nome e sobrenome,nome e apelido,nome do aluno,aluno,aluna,estudante,formando,formanda,\
         teilnehmer,teilnehmerin,teilnehmende,teilnehmername,name des teilnehmers,\
         vollstandiger name,vor und nachname,vorname und nachname,vorname nachname,\
         nome e cognome,nominativo,partecipante,nome del partecipante,corsista,allievo,allieva,\
         imie i nazwisko,imie nazwisko,imiona i nazwisko,uczestnik,uczestniczka,\
         ho va ten,ho ten,ten đay đu,hoc vien,ten hoc vien,\
         naam,volledige naam,deelnemer,navn,fullt navn,fulde navn,namn,deltagare,deltaker,\
         deltager,фио,ф и о,участник",
    ),
    (
        Field::FirstName,
        "prenom usuel,prenom d usage,\
         first name,firstname,first,given name,given names,givenname,forename,first names,\
         nombres,primer nombre,nombre de pila,\
         prenom,prenoms,premier prenom,primeiro nome,nome proprio,nomes proprios,\
         fname,f name,ten,vorname,vornamen,imie,imiona,pierwsze imie,voornaam,voornamen,fornamn,\
         fornavn,имя",
    ),
    (
        Field::LastName,
        "nom d usage,nom usuel,\
         last name,lastname,last,last names,surname,surnames,family name,familyname,\
         apellido,apellidos,primer apellido,apellido paterno,1er apellido,1 apellido,\
         first last name,first surname,paternal last name,paternal surname,\
         nom de famille,premier nom,sobrenome,sobrenomes,primeiro sobrenome,apelido,apelidos,\
         primeiro apelido,\
         lname,l name,ho,ho đem,ho va ten đem,nachname,nachnamen,familienname,zuname,\
         cognome,cognomi,primo cognome,\
         nazwisko,pierwsze nazwisko,achternaam,efternamn,efternavn,etternavn,фамилия",
    ),
    (
        Field::MiddleName,
        "middle name,middlename,middle names,middle,middle initial,middle name initial,\
         middle name or initial,middle initials,mi,m i,second given name,additional names,\
         segundo nombre,otros nombres,inicial,inicial del segundo nombre,\
         deuxieme prenom,second prenom,autres prenoms,initiale,\
         segundo nome,nome do meio,nomes do meio,tussenvoegsel,infix,name infix,\
         zweiter vorname,weitere vornamen,mittelname,secondo nome,altri nomi,drugie imie,\
         mellannamn,mellemnavn,mellomnavn,отчество,\
         particula,particule,particle,ten đem",
    ),
    (
        Field::SecondLastName,
        "second last name,second lastname,last name 2,second surname,surname 2,\
         second family name,2nd last name,2nd surname,maternal last name,maternal surname,\
         mother s last name,mother s surname,\
         segundo apellido,apellido materno,2do apellido,2o apellido,2 apellido,apellido 2,\
         deuxieme nom,deuxieme nom de famille,second nom,second nom de famille,nom maternel,\
         segundo sobrenome,ultimo sobrenome,sobrenome materno,segundo apelido,ultimo apelido,\
         secondo cognome,zweiter nachname,drugie nazwisko",
    ),
    (
        Field::Suffix,
        "suffix,suf,name suffix,generational suffix,generation,jr sr,\
         sufijo,suffixe,sufixo",
    ),
    (
        Field::NameIsRight,
        "name is right,name is correct,name checked,name confirmed,\
         el nombre es correcto,nombre confirmado,\
         le nom est correct,nom confirme,o nome esta correto,nome confirmado",
    ),
    (
        Field::Email,
        "email,e mail,email address,e mail address,emailaddress,mail,mail address,\
         participant email,user email,\
         correo,correo electronico,direccion de correo,direccion de correo electronico,\
         direccion de email,\
         courriel,courriels,adresse courriel,adresse de courriel,adresse electronique,adresse mail,\
         adresse e mail,adresse email,mel,\
         endereco de email,endereco de e mail,endereco eletronico,correio eletronico,\
         correio electronico,\
         e mail adresse,email adresse,mailadresse,mail adresse,\
         indirizzo email,indirizzo e mail,indirizzo mail,posta elettronica,\
         adres email,adres e mail,poczta elektroniczna,\
         đia chi email,thu đien tu,email ca nhan,\
         emailadres,e mailadres,e post,e postadress,e postadresse,\
         электронная почта,\
         адрес электроннои почты,эл почта",
    ),
    (
        Field::Hours,
        "hours,hrs,hour,total hours,hours total,hours attended,hours earned,hours completed,\
         attended hours,contact hours,credit hours,training hours,credits,ceu,ceus,ceu hours,\
         ce hours,ceh,ce,\
         horas,horas totales,total de horas,total horas,horas completadas,horas cursadas,\
         horas de asistencia,horas asistidas,\
         heures,nb heures,nb d heures,nombre d heures,heures totales,total heures,total des heures,\
         total d heures,heures de formation,heures de presence,heures suivies,\
         heures effectuees,heures completees,heures contact,\
         horas totais,carga horaria,horas de formacao,horas de presenca,horas cumpridas,\
         horas concluidas,numero de horas,\
         stunden,stundenzahl,anzahl stunden,anzahl der stunden,gesamtstunden,stunden gesamt,\
         fortbildungsstunden,anwesenheitsstunden,\
         ore,ore totali,totale ore,ore di formazione,ore di presenza,ore frequentate,\
         numero ore,numero di ore,\
         godziny,liczba godzin,suma godzin,godziny lacznie,godz,\
         gio,so gio,tong so gio,so gio tham du,so gio hoc,\
         uren,aantal uren,totaal uren,timmar,antal timmar,timer,antall timer,antal timer,\
         часы,часов,количество часов,число часов",
    ),
    (
        Field::Id,
        "id,person id,participant id,student id,learner id,trainee id,attendee id,member id,\
         employee id,staff id,id number,identifier,\
         identificacion,identificador,numero de identificacion,id de participante,\
         id del participante,\
         identifiant,matricule,numero d identification,numero matricule,\
         identificacao,numero de identificacao,\
         teilnehmernummer,personalnummer,matrikelnummer,matricola,numero di matricola,\
         identyfikator,ma hoc vien,ma so",
    ),
    (
        Field::Lang,
        "language,lang,preferred language,certificate language,language of certificate,\
         idioma,lengua,idioma preferido,idioma del certificado,\
         langue,langue preferee,langue du certificat,langue de correspondance,\
         lingua,lingua preferida,idioma do certificado,lingua preferita,lingua del certificato,\
         sprache,bevorzugte sprache,sprache des zertifikats,\
         jezyk,preferowany jezyk,jezyk certyfikatu,ngon ngu,taal,voorkeurstaal,sprak,sprog,\
         язык",
    ),
    (
        Field::BadgeName,
        "badge name,name badge,name on badge,name on the badge,name for badge,name for the badge,\
         name on name badge,name for name badge,name tag,name on name tag,name tag name,\
         name as it should appear on badge,name as it should appear on the badge,\
         name as you would like it on your badge,preferred name for badge,\
         preferred name on badge,\
         nombre en el gafete,nombre para el gafete,nombre en la credencial,\
         nombre para la credencial,nombre en la insignia,nombre para la insignia,\
         nombre en la escarapela,nombre para la escarapela,gafete,\
         nom sur le badge,nom pour le badge,nome no cracha,nome para o cracha",
    ),
    (
        Field::Pronouns,
        "pronouns,pronoun,pronoun s,preferred pronouns,your pronouns,gender pronouns,\
         personal pronouns,my pronouns,what are your pronouns,pronombres,pronombre,\
         sus pronombres,pronombres preferidos,pronoms,pronom,pronomes,pronome,pronomen",
    ),
];

/// What a column with the time that a person attended may be called, if none is for hours: in other
/// units, or in an unknown unit.
pub(super) const TIME_HEADERS: &str = "minutes,mins,min,total minutes,total mins,minutes attended,\
     attended minutes,attendance minutes,minutes present,minutes in session,minutes in meeting,\
     duration,total duration,duration minutes,duration in minutes,duration mins,duration min,\
     total duration minutes,duration seconds,durationminutes,totalminutes,minutesattended,\
     time in session,time in session minutes,time in meeting,time in meeting minutes,\
     attendance duration,attendance time,in meeting duration,duration in meeting,\
     time attended,total time,time spent,time present,total time minutes,seconds,total seconds,\
     minutos,total minutos,total de minutos,minutos totales,minutos asistidos,\
     minutos de asistencia,minutos en la reunion,duracion,duracion total,duracion minutos,\
     duracion en minutos,duracion total minutos,duracion de la asistencia,\
     duracion en la reunion,tiempo,tiempo total,tiempo de asistencia,tiempo asistido,\
     tiempo en la reunion,tiempo en la sesion,tiempo en minutos,segundos,\
         duree,duree totale,duree minutes,duree en minutes,duree totale minutes,duree de presence,\
         minutes de presence,total des minutes,temps,temps total,temps de presence,\
         temps passe,\
         duracao,duracao total,duracao minutos,duracao em minutos,tempo,tempo total,\
         tempo de presenca,minutos totais,\
         dauer,gesamtdauer,dauer minuten,dauer in minuten,minuten,anwesenheitsdauer,\
         teilnahmedauer,\
         durata,durata totale,durata minuti,durata in minuti,minuti,minuti totali,tempo totale,\
         czas trwania,czas,czas w minutach,minuty,liczba minut,\
         thoi luong,thoi gian,thoi gian tham du,so phut,phut,tong so phut,\
         duur,minuter,minutter,длительность,\
     продолжительность,минуты";

/// Headers that name the last name before the first name without a comma. The names below still
/// need the comma: without it, nobody knows where the last name ends.
pub(super) const LAST_FIRST_HEADERS: &str = "last first,last first name,\
    family name and given name,family name given name,\
    last name first name,last name and first name,\
    surname and first name,surname first name,surname and name,\
    apellidos y nombres,apellidos y nombre,apellido y nombre,apellidos nombre,apellidos nombres,\
    nom et prenom,nom prenom,noms et prenoms,nom et prenoms,sobrenome e nome,apelido e nome,\
    nachname vorname,nachname und vorname,name vorname,name und vorname,\
    cognome e nome,cognome nome,nazwisko i imie,nazwisko imie,achternaam voornaam,\
    фамилия имя,фамилия и имя,фамилия имя отчество";
