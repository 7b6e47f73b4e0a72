//! Packs the files of the starter into one archive, which the binary contains. Rebuilds when one of
//! them is added, changed, or removed.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::{env, io};

use zip::write::{SimpleFileOptions, ZipWriter};

/// Folders of this repository, and the names of the same folders in the archive.
const FOLDERS: [(&str, &str); 6] = [
    ("data", "data"),
    ("docs", "docs"),
    ("fonts", "fonts"),
    ("icons", "icons"),
    ("src/output/starter/none", "none"),
    ("templates", "templates"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let archive = PathBuf::from(env::var("OUT_DIR")?).join("starter.zip");
    let mut zip = ZipWriter::new(File::create(archive)?);
    println!("cargo:rerun-if-changed=build.rs");
    for (folder, name) in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        add(&mut zip, Path::new(folder), name)?;
    }
    zip.finish()?;
    Ok(())
}

/// Adds the files of a folder and of its folders, in order of their names.
fn add(zip: &mut ZipWriter<File>, folder: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let file_name = entry.file_name().into_string().map_err(|_| "a name is not Unicode")?;
        let name = format!("{name}/{file_name}");
        if entry.file_type()?.is_dir() {
            add(zip, &entry.path(), &name)?;
        } else {
            zip.start_file(name, SimpleFileOptions::default().compression_level(Some(9)))?;
            io::copy(&mut File::open(entry.path())?, zip)?;
        }
    }
    Ok(())
}
