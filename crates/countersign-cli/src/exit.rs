//! How the process ends.

use std::process::ExitCode;

/// The ways in which a command ends, and the number of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Exit {
    /// 0: it was done, or the thing checked was accepted.
    #[default]
    Done,
    /// 1: the thing checked was rejected, or the partner refused.
    Rejected,
    /// 2: it could not be run: usage, a file, the network.
    Failed,
    /// 130: somebody ended it with Ctrl-C, as a shell says it.
    Interrupted,
}

impl Exit {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Rejected => 1,
            Self::Failed => 2,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
