//! What a designer looks things up with: the JSON of a job, the schemas of the data files, the explanations of findings.

use super::{CLEAN, FAULTY, day, print_report, say, today};
use crate::cli::{AsOf, Common};
use crate::content;
use crate::content::data_file::DataFile;
use crate::content::edition::Edition;
use crate::diagnostic::{Code, Report};
use crate::error::Error;
use crate::nearest;
use crate::output::write::write;
use crate::plan::{self, Office, Selection};
use crate::project::Project;

pub(super) fn job(
    common: &Common,
    piece: &str,
    lang: Option<&str>,
    edition: Edition,
    over: Option<&str>,
    as_of: Option<AsOf>,
) -> Result<u8, Error> {
    let project = Project::open(&common.project)?;
    let mut report = Report::default();
    let content = content::read(&project, &mut report);
    report.sort();
    print_report(common, &report)?;
    let Some(content) = content else { return Ok(FAULTY) };
    let today = today()?;
    let selection = Selection {
        pieces: vec![piece.to_owned()],
        editions: vec![edition],
        vendor: None,
        office: Office::default(),
        languages: lang
            .map(str::to_owned)
            .or_else(|| content.languages().next().map(str::to_owned))
            .into_iter()
            .collect(),
        as_of: as_of.map(|as_of| day(as_of, today)),
    };
    let plan = plan::plan(&content, &selection, &report)?;
    let jobs: Vec<_> = plan.jobs.iter().chain(&plan.blocked).collect();
    let chosen = match over {
        None => jobs.first(),
        Some(over) => jobs.iter().find(|job| job.subject_id.as_deref() == Some(over)),
    };
    let Some(chosen) = chosen else {
        let known = jobs.iter().filter_map(|job| job.subject_id.as_deref());
        let error = Error::usage(format!("`{piece}` has nothing to show for this choice"));
        return Err(error.hint(nearest::hint(over.unwrap_or_default(), known)));
    };
    say(&chosen.json)?;
    Ok(if report.has_errors() { FAULTY } else { CLEAN })
}

pub(super) fn schema(
    common: &Common,
    kind: Option<DataFile>,
    write_all: bool,
) -> Result<u8, Error> {
    let pretty = |kind: DataFile| format!("{:#}\n", kind.schema());
    if write_all {
        let project = Project::open(&common.project)?;
        for kind in DataFile::ALL {
            write(
                &project.path(&format!("data/schema/{}.schema.json", kind.name())),
                pretty(*kind).as_bytes(),
            )?;
        }
        return Ok(CLEAN);
    }
    match kind {
        Some(kind) => say(pretty(kind).trim_end())?,
        None => DataFile::ALL.iter().try_for_each(|kind| say(kind.name()))?,
    }
    Ok(CLEAN)
}

pub(super) fn explain(code: Option<&str>) -> Result<u8, Error> {
    let known = Code::ALL.iter().map(|code| code.name());
    let chosen: Vec<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|known| code.is_none_or(|code| code == known.name()))
        .collect();
    if chosen.is_empty() {
        let code = code.unwrap_or_default();
        return Err(
            Error::usage(format!("there is no code `{code}`")).hint(nearest::hint(code, known))
        );
    }
    for (index, code) in chosen.iter().enumerate() {
        if index > 0 {
            say("")?;
        }
        say(&format!("{code} ({})\n{}", code.severity().name(), code.explanation()))?;
    }
    Ok(CLEAN)
}
