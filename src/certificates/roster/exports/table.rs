//! The table of known exports. Add one by adding an entry, a fixture in `tests/exports/`, and a
//! row in `docs/certificates.md`, which `PEERPRESS_BLESS=1` writes.
//!
//! Headers are written as the program writes them, in English and, after a vertical bar, in
//! Spanish and in other versions of the program. Capitals, accents, and punctuation do not matter,
//! nor do the order of the columns and columns that are not listed here.

use super::{Export, Field, Unit};

const EMPTY: Export = Export {
    id: "",
    name: "",
    source: "",
    marks: &[],
    columns: &[],
    unit: None,
    ignored: &[],
    harmless: &[],
    title: None,
    next_titles: &[],
    not_people: &[],
};

const EMAIL: &str = "Email|Email Address|Correo electrónico|Dirección de correo electrónico|\
                     Dirección de correo|Dirección Email|Correo|E-mail|\
                     Courriel|Adresse e-mail|Adresse de courriel|\
                     Adresse électronique|Adresse mail";
/// The columns of a person that Moodle exports.
const MOODLE: &[(Field, &str)] = &[
    (Field::FirstName, FIRST_NAME),
    (Field::LastName, LAST_NAME),
    (Field::Email, EMAIL),
    (Field::Id, "ID number|Número de ID"),
];
const FIRST_NAME: &str = "First name|Nombre|Nombre(s)|Nombres|Prénom";
const LAST_NAME: &str = "Last name|Surname|Apellidos|Apellido|Apellido(s)|Nom de famille|Nom";
const ZOOM_NAME: &str = "Name (original name)|Nombre (nombre original)|Nombre (original)|\
                         Nom (nom d'origine)|Nom (nom original)|Nom (original)";
const ZOOM_DURATION: &str = "Total Duration (Minutes)|Duration (Minutes)|\
                             Duración total (minutos)|Duración (minutos)|\
                             Durée totale (minutes)|Durée (minutes)";
const ZOOM_EMAIL: &str = "User Email|Email|Correo electrónico del usuario|Correo electrónico|\
                          Correo electrónico de usuario|E-mail de l'utilisateur|\
                          Adresse e-mail de l'utilisateur|Courriel de l'utilisateur|\
                          Adresse e-mail|Courriel|E-mail";
const JOIN_TIME: &str = "Join Time|Hora de ingreso|Hora de entrada|Hora de unión|Hora de inicio|\
                         Hora para unirse|Heure d'arrivée|Heure de connexion|\
                         Heure d'entrée|Heure de participation|Rejoindre à";
const LEAVE_TIME: &str = "Leave Time|Hora de salida|Hora de abandono|Hora de fin|\
                          Hora para salir|Heure de départ|Heure de déconnexion|\
                          Heure de sortie|Quitter à";
const WEBEX_DURATION: &str = "Attendance Duration|Duración de la asistencia";
const DURATION: &str = "Duration|Duración|Durée";
const TEAMS_DURATION: &str = "In-Meeting Duration|Duración en la reunión|Duración en reunión|\
                              Duración de la reunión|Durée de la réunion|Durée en réunion|\
                              Durée dans la réunion|Durée de participation à la réunion";
const SIS_LOGIN: &str = "SIS Login ID|ID de inicio de sesión SIS|ID de inicio de sesión del SIS";
const FULL_NAME: &str = "Full Name|Nombre completo|Nom complet";
const UPN: &str = "Participant ID (UPN)|Id. de participante (UPN)|ID de participante (UPN)|\
                   ID du participant (UPN)|ID de participant (UPN)|\
                   Identifiant du participant (UPN)";

const GUEST: &str = "Guest|Is Guest|Invitado|Es invitado|Invité";
const ZOOM_CONSENT: &str = "Recording Consent|Recording disclaimer response|\
                            Consentimiento de grabación|\
                            Respuesta al descargo de responsabilidad de grabación";
const COUNTRY: &str = "Country/Region|Country/Region Name|País/región|Pays/région";
const MS_START: &str = "Start time|Hora de inicio|Heure de début";
const MS_END: &str = "Completion time|Hora de finalización|Heure de fin";
const MS_CHANGE: &str = "Last modified time|Hora de la última modificación|\
                         Heure de la dernière modification";

const EVENTBRITE_ORDER: &str = "Order #|Order ID|Order no.|N.º de pedido|N.° de pedido|\
                                Nº de pedido|\
                                Núm. de pedido|Número de pedido|ID de pedido|ID del pedido";

const EVENTBRITE_IGNORED: &[&str] = &[
    "Attendee #|Attendee ID|N.º de asistente|Nº de asistente|Número de asistente",
    EVENTBRITE_ORDER,
    "Buyer First Name|Nombre del comprador",
    "Buyer Last Name|Buyer Surname|Apellidos del comprador|Apellido del comprador",
    "Buyer Email|Correo electrónico del comprador",
];
const EVENTBRITE_HARMLESS: &[&str] =
    &["Order Date|Quantity|Ticket quantity|Total Paid|Fees Paid|Eventbrite Fees|\
                     Eventbrite Payment Processing|Ticket price|Fecha del pedido|Cantidad"];

/// The lists that Peerpress recognizes.
pub const EXPORTS: &[Export] = &[
    Export {
        id: "zoom-participants",
        name: "a Zoom participants report",
        source: "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0082656",
        marks: &[ZOOM_NAME, ZOOM_DURATION],
        columns: &[
            (Field::Name, ZOOM_NAME),
            (Field::Email, ZOOM_EMAIL),
            (Field::Hours, ZOOM_DURATION),
        ],
        unit: Some(Unit::Minutes),
        harmless: &[GUEST, ZOOM_CONSENT, COUNTRY],
        ..EMPTY
    },
    Export {
        id: "zoom-webinar",
        name: "a Zoom webinar attendee report",
        source: "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0082656",
        marks: &[
            "User Name (Original Name)|Nombre de usuario (nombre original)",
            "Time in Session (minutes)|Tiempo en la sesión (minutos)|\
             Tiempo en sesión (minutos)",
            "Attended|Asistió",
            JOIN_TIME,
            LEAVE_TIME,
        ],
        columns: &[
            (Field::FirstName, FIRST_NAME),
            (Field::LastName, LAST_NAME),
            (Field::Email, EMAIL),
            (
                Field::Hours,
                "Time in Session (minutes)|Tiempo en la sesión (minutos)|\
                 Tiempo en sesión (minutos)",
            ),
        ],
        unit: Some(Unit::Minutes),
        ignored: &["User Name (Original Name)|Nombre de usuario (nombre original)"],
        title: Some("Attendee Details|Detalles de los asistentes|Detalles del asistente"),
        next_titles: &[
            "Other Attended|Otros asistentes",
            "Panelist Details|Detalles de los panelistas|Detalles del panelista",
            "Host Details|Detalles del anfitrión",
        ],
        harmless: &[GUEST, ZOOM_CONSENT, COUNTRY],
        ..EMPTY
    },
    Export {
        id: "zoom-registration",
        name: "a Zoom registration report",
        source: "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0068036",
        marks: &[
            FIRST_NAME,
            EMAIL,
            "Registration Time|Hora de inscripción|Hora de registro",
            "Approval Status|Estado de aprobación|Estado de la aprobación",
        ],
        columns: &[
            (Field::FirstName, FIRST_NAME),
            (Field::LastName, LAST_NAME),
            (Field::Email, EMAIL),
        ],
        harmless: &[COUNTRY, "Registration Time|Source Name|Hora de inscripción|Hora de registro"],
        ..EMPTY
    },
    Export {
        id: "teams-attendance",
        name: "a Microsoft Teams attendance report",
        source: "https://learn.microsoft.com/en-us/microsoftteams/teams-analytics-and-reports/\
                 meeting-attendance-report",
        marks: &[
            "Name|Nombre|Nom",
            "First Join|First Join Time|Primera unión|Primera vez que se unió|\
             Primera incorporación|Primera entrada|Primer ingreso|Primer acceso|\
             Première connexion|Première participation|Première arrivée|Premier accès",
            TEAMS_DURATION,
        ],
        columns: &[
            (Field::Name, "Name|Nombre|Nom"),
            (Field::Email, EMAIL),
            (Field::Hours, TEAMS_DURATION),
        ],
        ignored: &[UPN],
        title: Some("Participants|Participantes"),
        next_titles: &[
            "In-Meeting Activities|Actividades en la reunión|Actividades durante la reunión|\
             Actividades de la reunión",
            "Activités en réunion|Activités dans la réunion|Activités pendant la réunion",
            "Engagement|Interacción",
        ],
        ..EMPTY
    },
    Export {
        id: "teams-attendance-2021",
        name: "a Microsoft Teams attendance report of 2021",
        source: "https://learn.microsoft.com/en-us/microsoftteams/teams-analytics-and-reports/\
                 meeting-attendance-report",
        marks: &[FULL_NAME, JOIN_TIME, LEAVE_TIME, DURATION, "Role|Rol|Rôle"],
        columns: &[(Field::Name, FULL_NAME), (Field::Email, EMAIL), (Field::Hours, DURATION)],
        ignored: &[UPN],
        ..EMPTY
    },
    Export {
        id: "teams-joins-2021",
        name: "a Microsoft Teams list of joins of 2021",
        source: "https://learn.microsoft.com/en-us/microsoftteams/teams-analytics-and-reports/\
                 meeting-attendance-report",
        marks: &[
            FULL_NAME,
            "User Action|Acción del usuario|Acción de usuario|Action de l'utilisateur|\
             Action utilisateur",
            "Timestamp|Marca de tiempo|Marca temporal|Horodatage|Horodateur",
        ],
        columns: &[(Field::Name, FULL_NAME)],
        ..EMPTY
    },
    Export {
        id: "google-meet",
        name: "a Google Meet attendance report",
        source: "https://support.google.com/meet/answer/10090454",
        marks: &[
            FIRST_NAME,
            DURATION,
            "Time joined|Hora de entrada|Hora de ingreso|Hora en la que se unió|Se unió a las",
        ],
        columns: &[
            (Field::FirstName, FIRST_NAME),
            (Field::LastName, LAST_NAME),
            (Field::Email, EMAIL),
            (Field::Hours, DURATION),
        ],
        ..EMPTY
    },
    Export {
        id: "google-forms",
        name: "the answers to a Google form",
        source: "https://support.google.com/docs/answer/139706",
        marks: &["Timestamp|Marca temporal|Horodateur"],
        columns: &[(
            Field::Email,
            "Email Address|Dirección de correo electrónico|Email|Correo electrónico|\
             Username|Nombre de usuario",
        )],
        ignored: &["Score|Puntuación"],
        harmless: &["Timestamp|Marca temporal|Marca de tiempo|Horodateur|Horodatage"],
        ..EMPTY
    },
    Export {
        id: "microsoft-forms",
        name: "the answers to a Microsoft form",
        source: "https://support.microsoft.com/en-us/forms",
        marks: &[
            "ID",
            "Start time|Hora de inicio",
            "Completion time|Hora de finalización|Hora de término",
        ],
        columns: &[(Field::Email, EMAIL)],
        ignored: &["ID", "Last modified time|Hora de la última modificación"],
        harmless: &[MS_START, MS_END, MS_CHANGE],
        ..EMPTY
    },
    Export {
        id: "webex-attendance",
        name: "a Webex attendance report",
        source: "https://help.webex.com/en-us/article/n1trzpx",
        marks: &[
            "Attendee Email|Correo electrónico del asistente|\
             Dirección de correo electrónico del asistente",
            WEBEX_DURATION,
        ],
        columns: &[
            (
                Field::Name,
                "Display Name|Name|Attendee Name|Nombre para mostrar|Nombre|\
                 Nombre del asistente",
            ),
            (
                Field::Email,
                "Attendee Email|Correo electrónico del asistente|\
                 Dirección de correo electrónico del asistente",
            ),
            (Field::Hours, WEBEX_DURATION),
        ],
        ignored: &["Meeting Name|Nombre de la reunión", "Host Name|Nombre del anfitrión"],
        harmless: &["Connection Type|Tipo de conexión", "Client|Cliente"],
        ..EMPTY
    },
    Export {
        id: "eventbrite-attendees",
        name: "an Eventbrite attendee report",
        source: "https://www.eventbrite.com/platform/api#/reference/attendee",
        marks: &[EVENTBRITE_ORDER, "Attendee Status|Estado del asistente|Estado de asistente"],
        columns: &[
            (Field::FirstName, "Attendee First Name|First Name|Nombre del asistente|Nombre"),
            (
                Field::LastName,
                "Attendee Last Name|Attendee Surname|Last Name|Surname|\
                 Apellidos del asistente|Apellido del asistente|Apellidos|Apellido",
            ),
            (
                Field::Email,
                "Attendee Email|Email|Correo electrónico del asistente|Correo electrónico|\
                 Dirección de correo electrónico|Correo",
            ),
        ],
        ignored: EVENTBRITE_IGNORED,
        harmless: EVENTBRITE_HARMLESS,
        ..EMPTY
    },
    Export {
        id: "eventbrite-report",
        name: "an Eventbrite report of attendees without their status",
        source: "https://www.eventbrite.com/platform/api#/reference/attendee",
        marks: &[EVENTBRITE_ORDER, "Attendee First Name|Nombre del asistente"],
        columns: &[
            (Field::FirstName, "Attendee First Name|Nombre del asistente"),
            (Field::LastName, "Attendee Last Name|Apellidos del asistente"),
            (Field::Email, "Attendee Email|Correo electrónico del asistente"),
        ],
        ignored: EVENTBRITE_IGNORED,
        harmless: EVENTBRITE_HARMLESS,
        ..EMPTY
    },
    Export {
        id: "luma-guests",
        name: "a Luma guest list",
        source: "https://help.luma.com/p/managing-your-guest-list",
        marks: &[
            "api_id|guest_id|guest_api_id|id_api",
            "approval_status|estado_de_aprobación|estado_aprobación",
        ],
        columns: &[(Field::Name, "name|nombre"), (Field::Email, "email|correo")],
        ignored: &["api_id|guest_id|guest_api_id|id_api"],
        harmless: &["created_at|custom_source|amount_tax|amount_discount|coupon_code|\
                     survey_response_rating|survey_response_feedback|ticket_type_id"],
        ..EMPTY
    },
    Export {
        id: "moodle-grades",
        name: "a Moodle grade export",
        source: "https://docs.moodle.org/en/Grade_export",
        marks: &[
            FIRST_NAME,
            "Last downloaded from this course|Última descarga de este curso|\
             Última descarga realizada en este curso",
        ],
        columns: MOODLE,
        harmless: &["Last downloaded from this course|Última descarga de este curso"],
        ..EMPTY
    },
    Export {
        id: "moodle-participants",
        name: "a Moodle list of participants",
        source: "https://docs.moodle.org/en/Participants",
        marks: &[
            FIRST_NAME,
            EMAIL,
            "Last access to course|Último acceso al curso|Roles",
            "Groups|Grupos",
        ],
        columns: MOODLE,
        harmless: &["Last access to course|Último acceso al curso", "Last access|Último acceso"],
        ..EMPTY
    },
    Export {
        id: "moodle-attendance",
        name: "a Moodle attendance export",
        source: "https://docs.moodle.org/en/Attendance_activity",
        marks: &[
            FIRST_NAME,
            "Taken sessions|Sesiones tomadas|Sesiones realizadas|Sesiones registradas",
        ],
        columns: &[
            (Field::FirstName, FIRST_NAME),
            (Field::LastName, LAST_NAME),
            (Field::Email, EMAIL),
            (Field::Id, "ID number|Student ID|Número de ID"),
        ],
        ignored: &["ID|User ID"],
        ..EMPTY
    },
    Export {
        id: "canvas-gradebook",
        name: "a Canvas gradebook export",
        source: "https://community.canvaslms.com/t5/Instructor-Guide/\
                 How-do-I-export-grades-in-the-Gradebook/ta-p/809",
        marks: &["Student|Estudiante|Alumno", SIS_LOGIN, "Section|Sección"],
        columns: &[
            (Field::LastFirst, "Student|Estudiante|Alumno"),
            (Field::Email, SIS_LOGIN),
            (Field::Id, "ID"),
        ],
        ignored: &["Student ID|Student Number"],
        not_people: &[
            "",
            "Points Possible|Puntos posibles|Puntaje posible",
            "Student, Test|Test Student|Estudiante, Prueba|Estudiante de prueba",
        ],
        ..EMPTY
    },
];
