//! `furikaeri`: see the library for how it works, and `furikaeri --help` for how it is used.

use std::process::ExitCode;

fn main() -> ExitCode {
    furikaeri::cli::run()
}
