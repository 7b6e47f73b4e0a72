//! Words that no person is called, in the languages that rosters come in: when every word of a text
//! is one of these, the row is not a person. All are in lower case and without accents, and are
//! separated by commas. Words that are also names, such as `Page` or `Day`, are not here.

use super::words::{Words, words};

/// Words that no person is called.
pub(super) static COMMON: Words = words!(
    "attached,already,use,live,language,adjunto,adjunta,vivo,lenguaje,senas,subtitulos,pendiente,\
     pendientes,retirado,retirada,retiro,falta,faltas,oyente,oyentes,invitada,invitadas,\
     abandono,null,espanol,spanish,sello,fecha,cupo,library,baby,kids,mother,husband,teacher,\
     absent,ai,companion,front,support,tech,library,unit,desk,conference,rm,signatures,approve,\
     absent,absentee,absentees,absences,access,account,add,added,additional,address,admin,\
     admins,administrator,adult,afternoon,again,all,anonymous,applicant,applicants,approved,\
     archived,arrival,arrivals,asl,assistant,attendance,attended,attendee,attendees,attending,\
     audience,audio,auto,available,average,backup,blank,bot,booth,break,by,call,caller,camera,\
     canceled,cancelled,cancellation,cancellations,captioner,captioning,captions,certificate,\
     certificates,certified,class,closed,cohost,coffee,column,comment,comments,completed,\
     conference,confirmed,contact,contacts,coordinator,coordinators,copied,copy,course,data,\
     deleted,demo,demonstration,department,departures,desk,dial,dialin,did,dinner,discussion,\
     ditto,do,dropped,duplicate,duplicates,early,eligible,email,empty,enrolled,enter,entry,\
     evaluation,evaluator,evaluators,event,everyone,example,excluded,excused,expired,extra,\
     extras,facilitator,facilitators,fail,failed,false,feedback,filled,final,form,former,full,\
     goes,grade,grades,grand,group,groups,guest,guests,here,home,host,hosts,hour,hours,hybrid,\
     ignore,import,in,inactive,incomplete,individual,info,information,insert,instructor,\
     instructors,interpreter,interpreters,invalid,invited,is,issued,joined,late,learner,\
     learners,left,list,listed,login,lunch,maximum,meeting,meetings,member,members,minimum,\
     minutes,missed,missing,mobile,moderator,moderators,module,morning,moved,multiple,my,n,name,\
     named,names,new,no,nobody,none,not,note,notes,notetaker,number,observer,observers,of,off,\
     offline,old,on,one,onsite,online,only,open,optional,or,organizer,organizers,original,other,\
     others,out,panelist,panelists,participant,participants,participating,passed,pending,person,\
     phone,placeholder,please,plus,points,possible,preferred,present,presenter,presenters,\
     previous,print,printed,private,questions,read,recording,recorder,refunded,registered,\
     registrant,registrants,registration,rejected,remaining,remote,removed,required,reserved,\
     room,roster,row,same,sample,score,scores,seat,seats,see,seen,session,show,shows,sign,\
     signature,signed,signin,signup,slot,speaker,speakers,spare,staff,standby,start,state,\
     status,student,students,subject,submitted,substitute,table,tba,tbd,team,template,temporary,\
     test,tester,testing,the,this,to,total,totals,trainee,trainees,trainer,trainers,training,\
     transcript,transferred,translator,true,type,unassigned,unconfirmed,undefined,unidentified,\
     unknown,unlisted,unnamed,unregistered,unused,user,username,users,vacant,various,vendor,\
     vendors,verified,version,viewer,virtual,visitor,visitors,void,voided,volunteer,volunteers,\
     waitlist,waitlisted,walk,walkin,walkins,walkup,ins,withdrawn,withdrew,yes,your,possible,\
     above,below,end,does,with,and,ejemplo,nombre,apellido,nombres,apellidos,prueba,usuario,\
     usuarios,desconocido,anonimo,sin,vacio,vacia,disponible,reservado,cancelado,cancelada,\
     cancelados,ausente,ausentes,presente,presentes,inscrito,inscritos,participante,\
     participantes,asistente,asistentes,invitado,invitados,instructores,facilitadores,\
     facilitadora,facilitador,ponente,ponentes,interprete,interpretes,observador,observadores,\
     almuerzo,descanso,receso,sesion,tarde,fin,lista,promedio,clase,curso,igual,arriba,anterior,\
     ninguno,ninguna,nadie,baja,bajas,duplicado,anulado,escriba,su,aqui,no,si,falso,verdadero,\
     de,del,la,el,los,las,lugar,libre,asiento,acompanante,remotos,linea,presencial,virtuales,\
     alumnos,alumno,eliminado,certificados,emitidos,elegible,y,personal,visitantes,llegadas,\
     tardias,nom,prenom,noms,exemple,utilisateur,inconnu,inconnue,anonyme,sans,vide,libre,\
     reserve,annule,annulee,annules,absents,inscrit,inscrits,participants,participante,invite,\
     invites,formateur,formateurs,formatrice,formatrices,animateur,animateurs,intervenant,\
     intervenants,observateur,observateurs,dejeuner,pause,seance,matin,liste,moyenne,classe,\
     cours,idem,doublon,essai,oui,non,vrai,faux,des,du,le,les,ici,votre,saisir,place,siege,et,\
     accompagnateur,distance,ligne,eleve,eleves,supprime,certificats,emis,retardataires,\
     visiteurs,nome,sobrenome,exemplo,teste,usuario,desconhecido,sem,vazio,vaga,reservada,\
     reservado,cancelados,inscritos,convidado,convidados,formadores,instrutores,palestrante,\
     almoco,intervalo,sessao,fim,turma,sim,nao,seu,aqui,lugar,media,alunos,duplicado,do,da,dos,\
     das,vorname,nachname,beispiel,benutzer,unbekannt,unbekannter,anonym,ohne,leer,frei,\
     reserviert,abgesagt,angemeldet,teilnehmer,teilnehmende,gast,gaste,dozent,dozenten,referent,\
     referenten,trainer,beobachter,mittagspause,mittagessen,pause,sitzung,ende,der,die,das,\
     liste,durchschnitt,kurs,dito,doppelt,ja,nein,ihr,hier,platz,begleitperson,geloscht,\
     zertifikate,und,probe"
);

/// Words of organizations and groups. Each makes a text one, if it is not the first word.
pub(super) static ORGANIZATIONS: Words = words!(
    "ambulance,service,services,inc,llc,ltd,corp,corporation,gmbh,department,dept,clinic,hospital,\
     center,centre,team,office,agency,association,foundation,university,committee,council,family,\
     institute,coalition,network,hospice,ministry,authority,district,\
     servicios,departamento,clinica,centro,oficina,agencia,asociacion,fundacion,universidad,comite,\
     instituto,familia,\
     departement,clinique,hopital,bureau,agence,association,fondation,universite,famille,\
     servicos,escritorio,associacao,fundacao,universidade,\
     abteilung,klinik,krankenhaus,zentrum,verein,stiftung,universitat,familie"
);

/// Notes that may follow a name, when they are written in lower case or, next to a name that is
/// not, in capitals.
pub(super) static NOTES_AFTER: Words = words!(
    "guest,late,mobile,phone,cell,host,cohost,trainer,instructor,staff,observer,speaker,presenter,\
     duplicate,dup,test,online,remote,virtual,present,void,new,pending,registered,confirmed,\
     paid,unpaid,volunteer,walkin,substitute,sub,student,intern,left,partial,tentative,vip,\
     invitado,invitada,tarde,presente,instructora,facilitador,facilitadora,duplicado,nuevo,nueva,\
     pendiente,inscrito,inscrita,remoto,celular,\
     invite,invitee,retard,formateur,formatrice,doublon,nouveau,nouvelle,inscrit,inscrite,distance,\
     convidado,convidada,atrasado,atrasada,formador,formadora,\
     gast,verspatet,dozent,dozentin,doppelt,neu,angemeldet"
);

/// Notes before or after a whole name, whatever their case: no person is called this.
pub(super) static NOTES_BESIDE: Words = words!(
    "deceased,sub,substitute,duplicate,dup,walkin,walk in,cancelled,canceled,cancel,cxl,canx,void,\
     rescheduled,refund,refunded,partial,sick,out,ns,audit,auditing,auditor,unpaid balance,paid,\
     half day,plus one,no show,noshow,absent,observer,withdrawn,withdrew,moved,transferred,\
     switched,retake,makeup,make up,waitlist,waitlisted,illegible,trainee,\
     fallecido,fallecida,decede,decedee,falecido,falecida,cancelado,cancelada,ausente,oyente,\
     observador,observadora"
);

/// Notes before a whole name.
pub(super) static NOTES_BEFORE: Words = words!(
    "late,tardy,co trainer,trainer,cotrainer,instructor,facilitator,cofacilitator,co facilitator,\
     host,co host,cohost,speaker,presenter,guest,guest speaker,interpreter,intern,student,staff,\
     volunteer,dropped,excused,pending,registered,supervisor,facilitadora,facilitador,instructora,\
     ponente,invitado,invitada,formateur,formatrice,animateur,animatrice,\
     presbyterian,lutheran,methodist,catholic,episcopal,community,county,regional,\
     municipal,national,federal,tribal,behavioral,health,healthcare,medical"
);

/// Notes after a whole name. Some of these words come first in names.
pub(super) static NOTES_BEHIND: Words = words!(
    "monday,tuesday,wednesday,thursday,friday,saturday,sunday,january,february,july,september,\
     october,november,december,mon,tues,thurs,oct,nov,dec,lunes,martes,miercoles,jueves,viernes,\
     day one,day two,day three,supervisor,supervisora,head start,intern,doula,counselor,therapist,\
     nurse,caseworker,case manager,dietitian,dietician,nutritionist,midwife,educator,consultant,\
     technician,physician,pharmacist,psychologist,coordinator,director,interpreter,captioner,\
     nutricionista,partera,enfermera,interprete,coordinadora,vegan,vegetarian,reg,\
     nation,tribe,schools,public schools"
);

/// Returns whether no word of a text is one that a person is called. Short words alone may be
/// names.
pub(super) fn is_common(folded: &str) -> bool {
    let is_long = |word: &str| word.len() >= 4;
    folded.split(' ').any(is_long) && folded.split(' ').all(|word| COMMON.contains(word))
}
