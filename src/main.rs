//! `furikaeri`: see the library for how it works, and `furikaeri --help` for how it is used.

use std::process::ExitCode;

/// A build is many small strings on two threads or more: a sixth of its time is saved here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    furikaeri::cli::run()
}
