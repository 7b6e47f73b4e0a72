//! Words that cells for names contain although they are not part of a name, in English, Spanish,
//! French, Portuguese, and German. All are in lower case, without accents and periods.

use super::headers::plain;
use super::words::{Words, words};

/// Titles before a name. Those that are also names, such as `Don` or `Prince`, are not here.
pub(super) static TITLES: Words = words!(
    "mr,mrs,ms,miss,mx,dr,prof,professor,rev,reverend,sgt,capt,cmdr,cpl,pvt,ofc,atty,sr,sra,\
     srta,dra,profa,mtro,mtra,mme,mlle,herr,frau,dipl,madame,monsieur,senor,senora,senhor,\
     senhora,captain,chief,deputy,officer,sergeant,lieutenant,corporal,trooper,detective,\
     paramedic,firefighter,nurse,father,licda,licdo,licenciado,licenciada,maestra,maestro,\
     coach,sister,dre,docteur,doctor,doctora,doutor,doutora,capitaine,\
     capitan,sargento,oficial,enfermera,schwester,bruder,doktor,aunty,auntie,aunt,uncle"
);

/// Titles before a name that are titles only with a period, because they are also names of people.
pub(super) static TITLES_WITH_PERIOD: Words = words!("gen,col,maj,fr,hon,lt,lic,ing,eng,arq,br");

/// Short forms of names that are written with a period.
pub(super) static NAME_ABBREVIATIONS: Words = words!(
    "vda,md,mohd,muh,abd,st,ste,ma,m a,fco,fca,gpe,fdo,fdez,hdez,rdez,glez,gzlez,mtz,dgo,jno,\
    wm,chas,\
     geo,thos,jas,jos,robt,benj,alex,theo,ant,sta,sto,mag,ph,th,chr,joh,fr,ed"
);

/// Words in lower case between the parts of a name.
pub(super) static PARTICLES: Words = words!(
    "de,del,la,las,los,el,lo,y,e,i,da,das,do,dos,di,du,des,d,le,les,van,von,vom,der,den,dem,ter,\
     ten,te,t,in,zu,zum,zur,af,av,bin,binti,bint,ibn,ben,bar,al,ul,ur,ud,abu,abd,della,dello,dei,\
     degli,delle,dal,dalla,san,santa,st,op,auf,aus,a,o,ka,na,wa,ole,af,of,the,til,und,et,and,\
     dela,delos,delas,ap,ab,ferch,verch,ould,bat,bint,ter,tot,aan,thoe,vande,vander,vanden,ver"
);

/// Parts of a name that may follow it, with or without a comma.
pub(super) static SUFFIXES: Words =
    words!("jr,sr,ii,iii,iv,v,vi,vii,viii,2nd,3rd,4th,hijo,nieto,filho,neto,junior,fils");

/// Degrees, licenses, and certifications. In a name they are in capitals.
pub(super) static DEGREES: Words = words!(
    "md,do,phd,edd,psyd,dnp,dphil,drph,dsw,dmin,dds,dmd,dvm,dpt,rn,bsn,msn,lpn,lvn,cna,cma,aprn,\
     fnp,fnp-c,fnp-bc,np,np-c,pmhnp,pmhnp-bc,pa,pa-c,lcsw,lmsw,lsw,lbsw,lgsw,licsw,lisw,lcsw-c,\
     msw,bsw,acsw,csw,lpc,lpcc,lac,lapc,lmft,mft,lmhc,lmhp,limhp,licdc,lcdc,lcpc,lmac,cadc,\
     cadc-i,cadc-ii,ladc,ladac,icadc,csac,cac,casac,cdca,caap,crc,ncc,ccm,cap,cps,cpss,cprs,\
     crps,crss,ccss,ncprss,cprc,prc,icprs,cpsp,ccps,bcba,bcaba,rbt,chw,ches,mches,qmhp,qmhs,\
     qidp,emt,emt-p,emt-b,aemt,emr,nrp,nremt,ldh,rdh,ma,ms,med,mba,mph,mpa,mpp,mhs,mha,mdiv,mfa,\
     msc,mat,msed,mssw,ba,bs,bsc,bfa,bed,bba,aa,as,aas,jd,llm,llb,esq,esquire,cpa,cfa,cfp,pe,\
     pmp,otr,otr/l,cota,ot,pt,pta,slp,ccc-slp,rd,rdn,rph,pharmd,shrm-cp,shrm-scp,phr,sphr,usn,\
     usa-ret,ret"
);

/// Degrees that are not all capitals.
pub(super) static MIXED_DEGREES: Words =
    words!("phd,edd,psyd,dphil,drph,med,mdiv,msc,bsc,bed,msed,esq,esquire,pharmd");

/// Pronouns, as people put them after their names.
pub(super) static PRONOUNS: Words = words!(
    "she,her,hers,he,him,his,they,them,theirs,ze,zir,hir,xe,xem,xir,ey,em,it,its,ella,ellas,\
     el,ellos,elle,elles,elli,il,iel,lui,ela,ele,elu,dela,dele,sie,er,ihr,ihm,any,all,\
     pronouns,pronombres"
);

/// Devices and programs that join a meeting under their own name.
pub(super) static DEVICES: Words = words!(
    "iphone,ipad,ipod,macbook,imac,laptop,desktop,android,galaxy,chromebook,thinkpad,samsung,\
     huawei,xiaomi,redmi,oneplus,motorola,smartphone,phone,tablet,computer,telefono,celular,\
     portatil,ordinateur,telephone,computador,otter,notetaker,bot,zoom,webex,airpods,kindle,\
     otterpilot,conference"
);

/// Words that stand where no name is known. Each is only reported when it is the whole name.
pub(super) static PLACEHOLDERS: Words = words!(
    "n a,na,none,null,nil,nan,nat,undefined,unknown,tbd,tba,tbc,test,test user,test test,\
     unknown caller,blank,vacant,anonymous,guest,guest user,user,zoom user,call in user,host,\
     co host,admin,administrator,moderator,facilitator,trainer,instructor,presenter,speaker,\
     empty,missing,unnamed,no name,sin nombre,ninguno,ninguna,no aplica,n d,nd,s n,s d,\
     desconocido,desconocida,anonimo,invitado,invitada,en blanco,vacio,prueba,inconnu,inconnue,\
     aucun,aucune,anonyme,invite,vide,nenhum,nenhuma,nao informado,convidado,desconhecido,\
     unbekannt,keine,gast,k a,participant,attendee,student,learner,trainee,participante,\
     asistente,estudiante,alumno,alumna,eleve,teilnehmer,nom,prenom,apellido,apelido,true,false,\
     yes,no,oui,non,sim,nao,ja,nein,ditto,idem,same,same as above,see above,void,asdf,qwerty,\
     xxx,xx,foo,foo bar,lorem ipsum,first last,last first,igual,lo mismo,dito,s o,vrai,faux,\
     wahr,falsch,verdadero,falso,illegible,unreadable,not legible,can t read,cannot read,\
     unclear,tbd tbd,ilegible,illisible,ilegivel,unleserlich"
);

/// How the words for a license start in the languages of the headers.
pub(super) const LICENSE: &str = "licen";

/// Words of headers whose values belong to one person, besides a license.
pub(super) static TELLING_WORDS: Words = words!(
    "birth,birthday,birthdate,dob,nacimiento,nac,naissance,nascimento,geburtsdatum,nascita,\
     lizenz,cedula,dni,curp,rfc,nie,passport,pasaporte,ssn,npi,\
     phone,tel,telephone,telefono,telefon,celular,cell,mobile,movil,whatsapp,matricula,matricule,\
     cpf,4,four"
);

/// Words for a value that sums up other rows.
pub(super) static TOTALS: Words = words!(
    "total,totals,tot,subtotal,subtotals,percent,percentage,pct,prom,\
     sum,average,avg,mean,median,count,counts,maximum,minimum,\
     totales,suma,promedio,media,mediana,conteo,recuento,cantidad,totaux,somme,moyenne,soma,\
     contagem,quantidade,totais,gesamt,gesamtsumme,summe,durchschnitt,anzahl,totale,somma,sous,\
     possible,razem,suma,celkem,soucet,toplam,ortalama,srednia,prumer,spolu,ukupno,osszesen,\
     summa,totalt,gennemsnit,genomsnitt,totaal,gemiddelde,yhteensa,kokku,jumlah,σύνολο,\
     разом,усього,общо,итого,всего,合計,総計,平均,总计,合计,\
     합계,المجموع,الإجمالي"
);

/// What rows are counted as.
pub(super) static COUNTED: Words = words!(
    "participants,participant,people,persons,person,attendees,attendee,rows,row,records,record,\
     entries,entry,names,registrants,registrations,registered,students,learners,trainees,\
     members,certificates,hours,hour,hrs,minutes,min,present,absent,attended,completed,\
     participantes,asistentes,personas,persona,registros,filas,alumnos,estudiantes,horas,\
     inscritos,inscritas,presentes,ausentes,certificados,personnes,heures,lignes,inscrits,\
     presents,class,clase,classe,turma,kurs,points,puntos,pontos,punkte,pessoas,linhas,\
     teilnehmer,teilnehmende,personen,stunden,zeilen"
);

/// Words that may stand between totals and what is counted.
pub(super) static CONNECTORS: Words = words!(
    "of,the,for,number,no,all,grand,gran,general,in,de,del,la,los,las,numero,nombre,des,du,le,les,\
     do,da,dos,das,der,und,n,overall,final,running,group,page"
);

/// First words of notes. None is a name.
pub(super) static NOTE_STARTS: Words = words!(
    "prepared,printed,generated,exported,downloaded,produced,compiled,note,notes,nota,notas,\
     remark,remarks,source,sources,updated,created,copyright,confidential,continued,\
     signature,signatures,elaborado,preparado,impreso,generado,exportado,fuente,firma,\
     observacion,observaciones,actualizado,remarque,remarques,prepare,imprime,observacao,\
     observacoes,fonte,assinatura,gerado,hinweis,quelle,erstellt,disclaimer,filters,filtros,\
     filtres,applied,instructions,legend,leyenda,comments,comentarios"
);

/// Words in lower case that sentences have and names do not.
pub(super) static SENTENCE_WORDS: Words = words!(
    "the,by,from,with,was,were,is,are,will,not,only,for,at,this,that,these,who,did,has,have,\
     been,due,please,por,para,con,desde,fueron,esta,este,par,pour,avec,pas,com,pela,pelo,mit,\
     vom,nicht"
);

/// First words of the titles of sections, when only a number or a letter follows.
pub(super) static SECTION_STARTS: Words = words!(
    "day,dia,jour,tag,group,grupo,groupe,gruppe,session,sesion,sessao,week,semana,semaine,\
     woche,room,sala,salle,team,equipo,equipe,table,mesa,cohort,class,section,seccion,part,\
     parte,partie,module,modulo,page,pagina,participant,participante,attendee,guest,student,\
     user,list,lista,liste,breakout,facilitator,trainer,instructor,presenter,speaker,mentor,coach,\
     volunteer,observer"
);

/// Numbers in words, as in `Facilitator Two`.
pub(super) static NUMBERS: Words = words!(
    "one,two,three,four,five,six,seven,eight,nine,ten,uno,dos,tres,cuatro,cinco,deux,trois,quatre"
);

/// Titles of sections, when they are the whole text.
pub(super) static SECTIONS: Words = words!(
    "monday,tuesday,wednesday,thursday,friday,saturday,sunday,lunes,martes,miercoles,jueves,\
     viernes,lundi,mardi,mercredi,jeudi,vendredi,attendees,participants,participantes,\
     asistentes,trainers,staff,facilitators,instructors,guests,presenters,speakers,\
     organizers,hosts,morning,afternoon,evening,morning session,afternoon session,in person,\
     online,virtual,remote,presencial,en linea,zoom,certified,completed,attended,present,\
     asistieron,presentes,full,partial,end of list,end of report,fin,fin de la lista,\
     fin du rapport"
);

/// Titles of sections whose people did not come.
pub(super) static ABSENCES: Words = words!(
    "absent,absences,absentees,no show,no shows,noshow,noshows,did not attend,did not come,\
     did not complete,did not finish,not attended,not attending,not present,cancelled,\
     canceled,cancellations,cancelations,waitlist,wait list,waiting list,waitlisted,\
     withdrawn,withdrew,dropped,dropped out,incomplete,not completed,registered only,\
     registered but absent,registered but did not attend,declined,excused,removed,ausentes,\
     ausencias,no asistieron,no asistio,no completaron,cancelados,cancelaciones,retirados,\
     lista de espera,incompletos,absents,absences excusees,annules,annulations,desistes,\
     liste d attente,non presents,faltas,faltaram,cancelamentos,desistencias,abwesend,\
     abgesagt,warteliste,nicht erschienen"
);

/// Words of headers that say that a column holds a name or a part of one.
pub(super) static NAME_HEADERS: Words = words!(
    "name,names,surname,surnames,forename,forenames,firstname,lastname,middlename,fullname,\
     nickname,nicknames,middle,maiden,suffix,prefix,infix,initial,initials,patronymic,particle,\
     nombre,nombres,apellido,apellidos,apodo,sobrenombre,sufijo,prefijo,nom,noms,prenom,prenoms,\
     surnom,particule,suffixe,prefixe,nome,nomes,sobrenome,sobrenomes,apelido,apelidos,sufixo,\
     prefixo,vorname,vornamen,nachname,familienname,geburtsname,rufname,zweitname,\
     namenszusatz,tussenvoegsel,voornaam,achternaam,cognome,cognomi,imie,nazwisko,jmeno,\
     prijmeni,otchestvo,postnom,namn,navn,naam,namen,mellannamn,mellemnavn,mellomnavn,\
     fornamn,fornavn,efternamn,efternavn,etternavn,imiona,\
     имя,фамилия,отчество,фио,ime,prezime,\
     nev,vezeteknev,keresztnev,meno,priezvisko,nume,prenume,soyad,soyadi,soyadı,isim,\
     etunimi,sukunimi,\
     nimi,nominativo,姓,名,姓名,氏名,名前,이름,성명,성,\
     ονομα,επωνυμο,πατρωνυμο,الاسم,שם"
);

/// Other words that headers of names have.
static NAME_HEADER_WORDS: Words = words!(
    "first,last,second,third,2nd,other,others,given,family,full,birth,preferred,legal,display,\
     known,as,goes,by,called,additional,alternate,alternative,former,married,maternal,paternal,\
     mother,mothers,father,fathers,s,chosen,native,local,real,short,long,the,of,or,and,to,print,\
     for,on,certificate,badge,primer,primero,segundo,segunda,tercer,otro,otros,otra,otras,\
     materno,paterno,de,del,la,el,pila,soltera,casada,preferido,completo,social,legal,y,2do,2o,\
     premier,deuxieme,autre,autres,famille,naissance,jeune,fille,marital,usuel,usage,d,complet,\
     prefere,et,primeiro,ultimo,do,da,dos,meio,outros,solteira,casado,preferido,e,zweiter,\
     weitere,weiterer,drugie,second,secondo,completa,legale,voller,vollstandiger,rechtlicher,\
     gesetzlicher,pelne"
);

/// Words of headers that say whose name a column holds, if it is not the person's.
pub(super) static OWNERS: Words = words!(
    "language,lengua,idioma,langue,lingua,sprache,tongue,health,salud,company,organization,\
     organisation,org,employer,agency,school,college,university,event,meeting,\
     course,class,session,training,program,supervisor,manager,boss,emergency,contact,host,group,\
     team,file,city,town,county,region,department,dept,site,facility,hospital,clinic,buyer,billing,\
     spouse,parent,guardian,trainer,instructor,referral,referred,district,chapter,ticket,product,\
     room,list,user,login,screen,device,sponsor,business,office,church,tribe,chapter,street,bank,\
     empresa,organizacion,organismo,agencia,escuela,universidad,evento,curso,clase,sesion,programa,\
     supervisor,supervisora,jefe,jefa,emergencia,contacto,grupo,equipo,ciudad,condado,departamento,\
     sede,hospital,clinica,comprador,madre,padre,conyuge,tutor,anfitrion,reunion,usuario,lugar,\
     entreprise,organisme,ecole,cours,groupe,urgence,ville,mere,pere,utilisateur,escola,turma"
);

/// Headers that say what a person is called without a word for names.
static NAME_PHRASES: Words = words!(
    "known as,also known as,goes by,aka,a k a,alias,called,preferred,m,m i,maiden,nee,born,\
     geb,geborene,dit,alias de,conocido como,conocida como,conhecido como,conhecida como,\
     connu sous le nom de,connue sous le nom de,detto,detta,bekannt als"
);

/// Returns whether a header consists of words for names of people, as `Other given names` and
/// `Known as` do and `Name of supervisor` does not.
pub(super) fn sounds_like_name(header: &str) -> bool {
    let outside_brackets = header.split(['(', '[']).next().unwrap_or_default();
    let header = plain(outside_brackets);
    if NAME_PHRASES.contains(header.as_str()) {
        return true;
    }
    let mut words = header.split(' ');
    words.clone().any(|word| NAME_HEADERS.contains(word))
        && words.all(|word| {
            let is_number = word.len() == 1 && word.chars().all(|c| c.is_ascii_digit());
            is_number || NAME_HEADERS.contains(word) || NAME_HEADER_WORDS.contains(word)
        })
}
