//! The words, in English, Spanish, French, Portuguese, and German, by which a column that may say
//! who came or who passed is recognized. All are in plain letters (see
//! [`plain`](super::headers::plain)) and separated by commas. Support another export by adding its
//! words here.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::{Words, words};

/// Values that say that a person came.
const CAME: &str = "attended,present,came,checked in,completed,complete,joined,participated,\
    showed,showed up,in person,finished,passed,pass,here,in attendance,eligible,approve,\
    satisfactory,issue,issued,\
    asistio,asiste,presente,completado,completo,completada,aprobado,aprobada,participo,finalizado,\
    vino,apto,apta,\
    presents,presente,a participe,a assiste,venu,venue,termine,terminee,reussi,reussie,admis,\
    admise,valide,validee,\
    compareceu,participou,concluido,concluida,aprovado,aprovada,veio,\
    anwesend,teilgenommen,erschienen,abgeschlossen,bestanden,war da";

/// Values that say that a person did not come, or not to the end, or did not pass. They count at
/// the start of a value.
const DENIED: &str = "terminated,resigned,no longer employed,no longer with,left the company,\
    left the agency,not attending,not attend,did not attend,didn t attend,not attended,\
    never attended,no show,no shows,noshow,no showed,did not show,didn t show,never showed,absent,\
    ncns,no call no show,absence,absentee,cancelled,canceled,cancel,cancels,cancellation,\
    declined,withdrew,withdrawn,withdrawal,dropped,dropped out,drop,drops,waitlist,waitlisted,\
    wait list,waiting list,\
    on waitlist,not checked in,not present,not completed,not complete,incomplete,did not complete,\
    didn t complete,did not finish,didn t finish,did not come,didn t come,did not join,\
    didn t join,did not pass,didn t pass,did not sign,excused,unexcused,missed,missing,refunded,\
    refund,rejected,denied,deny,failed,fail,fails,failing,not started,unregistered,expelled,\
    removed,deleted,not approved,not eligible,ineligible,not passed,not certified,no certificate,\
    do not certify,do not issue,don t issue,not going,not coming,never joined,never came,\
    left early,left after,left at,left before,left during,left on,went home,sick all,out sick,\
    called in sick,called out,unsatisfactory,disqualified,transferred,moved to,rescheduled,\
    postponed,deferred,deceased,replaced by,audit only,not for credit,no credit,inactive,\
    needs makeup,needs make up,need makeup,need make up,makeup needed,make up needed,makeup req,\
    makeup required,void,voided,not here,wasn t here,was not here,no cert,\
    no asistio,no asiste,no vino,no se presento,no llego,no aprobo,no aprobado,no aprobada,\
    no termino,no participo,no presente,no completado,no completo,no completada,no apto,no apta,\
    ausente,ausencia,inasistente,inasistencia,falto,faltaron,cancelado,cancelada,cancelo,anulado,\
    anulada,retirado,retirada,se retiro,abandono,desertor,deserto,lista de espera,\
    en lista de espera,rechazado,rechazada,incompleto,incompleta,reembolsado,reembolsada,\
    se dio de baja,dado de baja,dada de baja,de baja,baja,reprobado,reprobada,reprobo,suspenso,\
    suspendido,suspendida,eliminado,eliminada,salio temprano,se fue temprano,se fue,fallecido,\
    fallecida,denegado,denegada,\
    absente,absents,absentes,annule,annulee,annules,annulees,annulation,pas venu,pas venue,\
    n est pas venu,n est pas venue,pas present,pas presente,non present,non presente,\
    ne s est pas presente,ne s est pas presentee,n a pas assiste,n a pas participe,n a pas termine,\
    n a pas complete,desiste,desistee,desistement,s est desiste,s est desistee,desinscrit,\
    desinscrite,retire,retiree,s est retire,s est retiree,abandonne,a abandonne,exclu,exclue,\
    echoue,echouee,echec,a echoue,ajourne,ajournee,refuse,refusee,non valide,non validee,non admis,\
    non admise,non inscrit,non inscrite,liste d attente,en liste d attente,en attente,excuse,\
    excusee,parti avant,partie avant,parti tot,partie tot,a quitte,rembourse,remboursee,inacheve,\
    inachevee,decede,decedee,reporte,reportee,\
    faltou,nao veio,nao compareceu,nao participou,nao presente,nao concluiu,nao concluido,\
    nao concluida,nao aprovado,nao aprovada,cancelou,desistiu,desistencia,desistente,abandonou,\
    retirou se,reprovado,reprovada,recusado,recusada,rejeitado,rejeitada,reembolsado,eliminado,\
    saiu cedo,saiu mais cedo,falecido,falecida,transferido,transferida,\
    abwesend,nicht anwesend,nicht erschienen,nicht teilgenommen,nicht gekommen,nicht da,gefehlt,\
    fehlt,fehlte,abgesagt,absage,storniert,stornierung,abgemeldet,zuruckgezogen,abgebrochen,\
    abbruch,nicht bestanden,durchgefallen,entschuldigt,unentschuldigt,abgelehnt,warteliste,\
    auf warteliste,krank,verstorben,ausgeschieden,fruher gegangen,nicht abgeschlossen";

/// Those of [`DENIED`], and more, that count anywhere in a text such as a comment.
const DENIED_IN_TEXT: &str = "absent,absence,absences,absentee,no show,noshow,did not attend,\
    didn t attend,not attend,not attended,never attended,did not show,didn t show,never showed,\
    did not come,didn t come,did not join,didn t join,never came,never joined,did not complete,\
    didn t complete,did not finish,didn t finish,did not pass,didn t pass,not eligible,\
    ineligible,not certified,no certificate,do not certify,do not issue,don t issue,no cert,\
    cancelled,canceled,withdrew,withdrawn,dropped out,waitlisted,wait list,waiting list,missed,\
    left early,left after,left before,left at,failed,no credit,not present,went home,\
    no asistio,no vino,no se presento,no llego,no aprobo,no termino,no participo,no completo,\
    ausente,ausencia,inasistencia,falto,de baja,se retiro,cancelo,canceladas,abandono,reprobo,\
    se fue,salio temprano,\
    absente,pas venu,pas venue,n a pas assiste,n a pas participe,n a pas termine,pas presente,\
    desiste,desistee,desinscrit,desinscrite,a abandonne,a echoue,a annule,annule,annulee,\
    a quitte,parti avant,partie avant,\
    faltou,nao veio,nao compareceu,nao participou,nao concluiu,desistiu,cancelou,abandonou,\
    saiu cedo,saiu mais cedo,\
    abwesend,nicht anwesend,nicht erschienen,nicht teilgenommen,nicht gekommen,gefehlt,fehlte,\
    abgesagt,abgemeldet,abgebrochen,nicht bestanden,durchgefallen,fruher gegangen";

/// Those of [`DENIED`] that also mean something else, so that they say nothing in a column of
/// facts.
pub(super) static AMBIGUOUS: Words = words!(
    "baja,drop,missing,fail,refund,transferred,retirado,\
    retirada,retire,retiree,moved to,inactive,deceased,krank,suspendido,suspenso,replaced by,\
    excuse,refuse,reporte,out sick,excused,removed,deleted,incomplete,denied,deny,declined"
);

/// Values that say that a person signed up, which does not say whether the person came.
const REGISTERED: &str = "registered,registration,invited,pending,pending approval,approved,\
    confirmed,enrolled,going,attending,maybe,tentative,accepted,will attend,expected,signed up,\
    in progress,not yet,unknown,no response,no reply,awaiting,\
    inscrito,inscrita,registrado,registrada,invitado,invitada,pendiente,confirmado,confirmada,\
    matriculado,matriculada,en curso,asistira,\
    inscrit,inscrite,enregistre,enregistree,confirme,confirmee,invite,invitee,en cours,peut etre,\
    a confirmer,accepte,acceptee,sans reponse,\
    matriculado,convidado,convidada,pendente,em andamento,talvez,sem resposta,\
    angemeldet,eingeladen,bestatigt,zugesagt,ausstehend,offen,vielleicht,laufend,registriert";

/// Those of [`REGISTERED`] that do not even say that the person signed up.
pub(super) static UNSURE: Words = words!(
    "invited,pending,pending approval,maybe,tentative,\
    in progress,not yet,unknown,no response,no reply,awaiting,invitado,invitada,pendiente,invite,\
    invitee,peut etre,a confirmer,sans reponse,convidado,convidada,pendente,talvez,sem resposta,\
    eingeladen,ausstehend,offen,vielleicht"
);

/// Values that say yes.
const YES: &str = "yes,y,si,s,x,true,1,p,l,ok,oui,o,vrai,sim,ja,j,wahr,verdadero,verdadeiro,v,yep,\
    xx,xxx,checked,done,hecho,fait,feito";

/// Values that say no, or that nothing is known.
const NO: &str = "no,n,false,0,a,e,non,faux,nao,nein,falsch,falso,nope,ko,never,nunca,jamais";

/// Values that stand for an empty cell.
const NOTHING: &str = "n a,na,none,ninguno,ninguna,aucun,aucune,nenhum,nenhuma,keine,keiner,nada,\
    null,nil,sample,\
    sample not a real person,thanks,thank you,gracias,muchas gracias,merci,obrigado,obrigada,danke";

/// Roles of people who run a training or look on. Each is a word of a value.
const OTHER_ROLES: &str = "host,cohost,co host,organizer,organiser,organizers,presenter,panelist,\
    panellist,speaker,instructor,instructors,trainer,trainers,teacher,facilitator,facilitators,\
    cofacilitator,moderator,staff,observer,administrator,admin,interpreter,auditor,auditing,\
    nonparticipant,coordinator,proctor,evaluator,vendor,\
    anfitrion,anfitriona,coanfitrion,organizador,organizadora,ponente,instructora,facilitador,\
    facilitadora,formador,formadora,docente,moderador,moderadora,observador,observadora,oyente,\
    oyentes,panelista,presentador,presentadora,profesor,profesora,interprete,\
    hote,hotesse,organisateur,organisatrice,animateur,animatrice,formateur,formatrice,formateurs,\
    intervenant,intervenante,presentateur,presentatrice,observateur,observatrice,enseignant,\
    enseignante,conferencier,conferenciere,moderateur,moderatrice,\
    anfitriao,anfitria,apresentador,apresentadora,instrutor,instrutora,palestrante,professor,\
    gastgeber,gastgeberin,organisator,organisatorin,veranstalter,veranstalterin,referent,\
    referentin,dozent,dozentin,trainerin,moderatorin,beobachter,beobachterin,leiter,leiterin,\
    mitarbeiter,kursleiter,kursleiterin";

/// Those of [`OTHER_ROLES`] that are also jobs of people who take part.
pub(super) static JOBS: Words = words!(
    "staff,teacher,administrator,admin,interpreter,auditor,coordinator,evaluator,vendor,docente,\
    profesor,profesora,professor,interprete,enseignant,enseignante,mitarbeiter,leiter,leiterin"
);

/// Roles of people who take part. Each is a whole value.
const PARTICIPANTS: &str = "attendee,attendees,participant,participants,student,learner,trainee,\
    registrant,general,asistente,participante,alumno,alumna,estudiante,apprenant,apprenante,\
    stagiaire,eleve,etudiant,etudiante,teilnehmer,teilnehmerin,teilnehmende,aluno,aluna,formando,\
    formanda";

/// Words of headers of columns that say who came or who passed.
pub(super) static ASKING: Words = words!(
    "status,attendance,attended,attend,attending,attendee,\
    present,presence,rsvp,checkin,showed,participated,came,completed,completion,result,results,\
    outcome,eligible,eligibility,certificate,certificates,certify,certified,cert,approved,\
    approval,decision,verdict,passed,pass,confirmed,active,enrolled,verified,qualifies,qualified,\
    finished,disposition,\
    asistencia,asistio,presente,completado,estatus,resultado,resultados,certificado,constancia,\
    aprobado,aprobo,aprobacion,confirmado,activo,elegible,apto,\
    statut,presence,presences,resultat,resultats,certificat,attestation,admis,reussi,\
    confirme,actif,eligible,decision,emargement,valide,\
    situacao,presenca,presencas,comparecimento,compareceu,aprovado,aprovacao,elegivel,ativo,\
    anwesenheit,anwesend,teilnahme,teilgenommen,ergebnis,bescheinigung,zertifikat,bestanden,\
    bestatigt,aktiv,erschienen"
);

/// Words and phrases of headers that only say what people want or were offered, so that `yes` does
/// not say that they came.
pub(super) static INTENDING_PHRASES: Words = words!(
    "rsvp,will attend,will come,plans to attend,plan to attend,planning to attend,planning,\
     intends to attend,attending,registered,invited,invitation sent,interested,interest,expected,\
     signed up,enrolled,confirmed,wants certificate,wants to attend,reminder sent,\
     asistira,inscrito,inscrita,invitado,invitada,interesado,interesada,confirmado,confirmada,\
     participera,inscrit,inscrite,invite,invitee,confirme,confirmee,\
     participara,convidado,convidada,inscrito a,angemeldet,eingeladen,zugesagt"
);

/// Phrases of such headers. They count even next to a word for a fact.
pub(super) static ASKING_PHRASES: Words = words!(
    "checked in,joined event,\
    has joined,estado de asistencia,estado de inscripcion,estado de la inscripcion,\
    estado del registro,attendance status,attendee status,approval status,registration status,\
    registrant status,event status,completion status,course status,training status,\
    enrollment status,certificate status,estado de participacion,estado de aprobacion,\
    estado del curso,issue cert,issue certificate,eligible for certificate,gets certificate,\
    statut de presence,statut d inscription,status da inscricao,status de presenca,\
    teilnahmestatus,final result,course result,exam result,test result,approved for certificate"
);

/// Phrases of headers of columns that are filled for those who came: signatures and times.
pub(super) static MARKING_PHRASES: Words = words!(
    "check in,checkin,check out,\
    checkout,checked in at,sign in,signed in,sign out,signed out,signin,signout,time in,time out,\
    time joined,time left,\
    join time,leave time,arrived,arrival time,signature,signatures,signed,\
    initial here,initials,completed on,completed at,completion date,date completed,\
    date of completion,certificate date,finished on,passed on,firma,firmas,hora de entrada,\
    hora de salida,hora de llegada,entrada,salida,fecha de finalizacion,\
    heure d arrivee,heure de depart,arrivee,emargement,signe,assinatura,hora de saida,\
    hora de chegada,unterschrift,unterschrieben,ankunft,ankunftszeit,eingecheckt"
);

/// Phrases of headers of columns that say who did not come, or only in part.
pub(super) static OPPOSITE_PHRASES: Words = words!(
    "no show,noshow,no shows,needs make up,needs makeup,make up needed,makeup needed,\
    opted out,opt out,owes hours,hours owed,do not certify,no certificate,\
    wait list,waitlist,waitlisted,waiting room,cancelled,canceled,cancellation,absent,absence,\
    absences,withdrew,withdrawn,withdrawal,dropped,drop,drops,dropped out,did not attend,refunded,\
    refund,left early,early departure,late arrival,deleted,removed,excused,unexcused,rescheduled,\
    moved to,moved,transferred,transferred to,deferred,deceased,dns,dnf,hours missed,\
    missed hours,days missed,missed days,sessions missed,missed sessions,missed,minutes missed,\
    hours absent,days absent,tardies,incomplete,failed,denied,ineligible,not eligible,\
    disqualified,substitute for,replaced by,audit,auditing,\
    ausente,ausencia,ausencias,falta,faltas,inasistencia,inasistencias,cancelado,cancelada,baja,\
    bajas,retirado,retirada,lista de espera,horas perdidas,reprobado,\
    absents,annule,annulee,annulation,abandon,desistement,heures manquees,jours manques,\
    liste d attente,desinscrit,depart anticipe,\
    desistencia,desistencias,reprovado,abwesend,abwesenheit,fehlzeit,fehlzeiten,fehltage,\
    fehlstunden,storniert,abgesagt,abgemeldet,warteliste,abbruch"
);

/// Phrases of headers of columns that count what a person attended.
pub(super) static COUNTING_PHRASES: Words = words!(
    "days attended,attended days,\
    days present,sessions attended,attended sessions,sessions,taken sessions,classes attended,\
    modules completed,completed modules,lessons completed,units completed,attendance days,\
    number of days,days,attendance count,times attended,attendances,progress,completion,\
    percent complete,percent completed,complete,completion percentage,attendance percentage,\
    attendance rate,percentage,percent attended,attendance percent,percent,\
    dias asistidos,dias de asistencia,dias,sesiones,sesiones asistidas,asistencias,progreso,\
    avance,porcentaje,porcentaje de asistencia,modulos completados,\
    jours de presence,jours,jours presents,seances,seances suivies,progression,avancement,\
    pourcentage,taux de presence,modules termines,\
    dias presentes,sessoes,progresso,percentual,porcentagem,frequencia,\
    tage,anwesenheitstage,sitzungen,fortschritt,prozent,anwesenheitsquote"
);

/// Words of headers of columns that grade people.
pub(super) static GRADING: Words = words!(
    "assignment,assignments,homework,tarea,tareas,devoir,devoirs,real,score,scores,grade,\
     grades,quiz,exam,mark,marks,posttest,\
    test,total,calificacion,calificaciones,puntuacion,puntaje,nota,examen,evaluacion,prueba,\
    note,notation,epreuve,pontuacao,prova,punkte,punktzahl,prufung,points,puntos,pontos"
);

/// Words of headers that say what a person is at the training.
pub(super) static ROLES: Words = words!(
    "role,roles,rol,function,participation,type,category,group,\
    groups,tipo,categoria,grupo,funcion,categorie,groupe,fonction,funcao,papel,rolle,funktion,\
    kategorie,gruppe,typ,ticket,capacity,action"
);

/// Months as headers of attendance lists name them.
pub(super) static MONTHS: Words = words!(
    "jan,january,feb,february,mar,march,apr,april,may,jun,june,\
    jul,july,aug,august,sep,sept,september,oct,october,nov,november,dec,december,enero,febrero,\
    marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre,janvier,fevrier,\
    mars,avril,mai,juin,juillet,aout,septembre,octobre,novembre,decembre,janeiro,fevereiro,marco,\
    maio,junho,julho,setembro,outubro,novembro,dezembro,januar,februar,marz,juni,juli,oktober,\
    dezember"
);

/// Words of headers that name a day or a part of a session.
pub(super) static DAYS: Words = words!(
    "day,session,module,mon,monday,tue,tues,tuesday,wed,wednesday,\
    thu,thur,thurs,thursday,fri,friday,sat,saturday,sun,sunday,am,pm,morning,afternoon,week,class,\
    dia,sesion,modulo,lunes,martes,miercoles,jueves,viernes,sabado,domingo,manana,tarde,semana,\
    clase,jour,seance,lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche,matin,\
    semaine,journee,sessao,segunda,terca,quarta,quinta,sexta,aula,tag,sitzung,modul,montag,\
    dienstag,mittwoch,donnerstag,freitag,samstag,sonntag,vormittag,nachmittag,woche"
);

/// Words before a denial that turn it around, as in `no absences`.
pub(super) static NEGATIONS: Words = words!(
    "no,not,never,without,zero,0,sin,nunca,sans,jamais,sem,\
    ohne,nie,keine,wasn,isn,weren"
);

/// What a phrase in a cell says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    Came,
    Denied,
    /// It denies anywhere in a text.
    DeniedInText,
    Registered,
    Yes,
    No,
    Nothing,
    Participant,
    OtherRole,
}

/// The phrases in cells, by their first words, the longest first.
pub(super) static PHRASES: LazyLock<HashMap<&'static str, Vec<(Phrase, &'static str)>>> =
    LazyLock::new(|| {
        let lists = [
            (Phrase::Denied, DENIED),
            (Phrase::DeniedInText, DENIED_IN_TEXT),
            (Phrase::Came, CAME),
            (Phrase::Registered, REGISTERED),
            (Phrase::Yes, YES),
            (Phrase::No, NO),
            (Phrase::Nothing, NOTHING),
            (Phrase::Participant, PARTICIPANTS),
            (Phrase::OtherRole, OTHER_ROLES),
        ];
        let mut phrases: HashMap<&str, Vec<(Phrase, &str)>> = HashMap::new();
        for (says, list) in lists {
            for phrase in list.split(',').map(str::trim) {
                let first = phrase.split(' ').next().unwrap_or_default();
                phrases.entry(first).or_default().push((says, phrase));
            }
        }
        for known in phrases.values_mut() {
            known.sort_by_key(|(_, phrase)| std::cmp::Reverse(phrase.len()));
        }
        phrases
    });

/// Whether a text in plain letters starts with a phrase, at the end of a word.
pub(super) fn starts_with(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Whether some words of a header, next to each other, are a phrase.
pub(super) fn has_phrase(words: &[&str], known: &Words) -> bool {
    (0..words.len()).any(|from| {
        let ends = from + 1..=words.len().min(from + 5);
        ends.into_iter().any(|to| known.contains(&*words[from..to].join(" ")))
    })
}
