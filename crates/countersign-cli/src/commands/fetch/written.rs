//! Resources that are passed on as they come, each on a line.

use std::io::{self, Write};

use super::end::End;
use crate::output::unwritable;
use crate::output_file::{Readers, Target, Writing};
use crate::{Failure, Io};

/// Where the lines go: a file, or stdout.
#[derive(Debug)]
pub(super) struct Written<'a> {
    file: Option<Writing<'a>>,
}

impl<'a> Written<'a> {
    /// To that file, where one is named.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be begun.
    pub(super) fn to(file: Option<Target<'a>>) -> Result<Self, Failure> {
        // The records are about people.
        let file = file.map(|target| target.begin(Readers::Owner)).transpose()?;
        Ok(Self { file })
    }

    /// Where they go, if not to stdout.
    pub(super) fn target(&self) -> Option<Target<'a>> {
        self.file.as_ref().map(|file| file.target)
    }

    /// Writes a line.
    ///
    /// # Errors
    /// [`End`] when it cannot be written, or nobody reads any more.
    pub(super) fn line(&mut self, line: &str, io: &mut Io) -> Result<(), End> {
        match &mut self.file {
            Some(file) => {
                writeln!(file, "{line}").map_err(|error| file.target.unwritable(&error).into())
            }
            None => writeln!(io.stdout, "{line}").map_err(|error| closed(&error)),
        }
    }

    /// Ends with the last line: only now is the file in its place.
    ///
    /// # Errors
    /// As [`Written::line`].
    pub(super) fn finish(self, io: &mut Io) -> Result<(), End> {
        match self.file {
            Some(file) => Ok(file.finish()?),
            None => io.stdout.flush().map_err(|error| closed(&error)),
        }
    }
}

fn closed(error: &io::Error) -> End {
    match error.kind() {
        io::ErrorKind::BrokenPipe => End::Closed,
        _ => unwritable(error).into(),
    }
}
