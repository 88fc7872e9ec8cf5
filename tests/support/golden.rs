//! Expected files beside the tests. `UPDATE_GOLDEN=1 cargo test` rewrites them; the diff of the
//! commit then shows what a change did to the sites.

use std::fs;
use std::path::Path;

use super::{Tree, differences, read_tree};

/// Whether the expected files are to be rewritten.
fn is_update() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value != "0")
}

/// That a folder holds just these files. Missing and extra ones fail too.
#[track_caller]
pub fn compare(found: &Tree, folder: &Path) {
    let expected = read_tree(folder);
    if is_update() {
        for path in expected.keys().filter(|path| !found.contains_key(*path)) {
            fs::remove_file(folder.join(path)).unwrap();
        }
        for (path, bytes) in found.iter().filter(|(path, bytes)| expected.get(*path) != Some(*bytes)) {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        return;
    }
    let differences = differences(found, &expected);
    assert!(
        differences.is_empty(),
        "{}: {} files differ from what is expected\n\n{}\n\nIf that is meant: UPDATE_GOLDEN=1 cargo test\n",
        folder.display(),
        differences.len(),
        differences.join("\n")
    );
}
