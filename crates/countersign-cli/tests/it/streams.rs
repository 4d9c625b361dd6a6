//! What becomes of a result that cannot be written: a closed pipe is no error, a full disk is one.

use std::io::{self, ErrorKind, Write};

use crate::support::{Ran, key_file, ran_by};

/// A stream that takes nothing, and why.
struct Refusing(ErrorKind);

impl Write for Refusing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn ran_into(kind: ErrorKind, args: &[&str]) -> Ran {
    ran_by(args, "", |io| io.stdout = Box::new(Refusing(kind)))
}

#[test]
fn a_closed_pipe_changes_nothing_of_how_it_ends() {
    let keys = key_file("rsa-2048.pem");
    let kid = ran_into(ErrorKind::BrokenPipe, &["kid", &keys]);
    assert_eq!((kid.exit, kid.stderr.as_str()), (0, ""));
    let rejected = ran_into(ErrorKind::BrokenPipe, &["verify", "a.b.c", "--keys", &keys]);
    assert_eq!((rejected.exit, rejected.stderr.as_str()), (1, ""));
}

#[test]
fn a_full_disk_is_an_error() {
    let keys = key_file("rsa-2048.pem");
    let calls: [&[&str]; 3] =
        [&["jwks", &keys], &["keygen", "--alg", "ES256"], &["verify", "a.b.c", "--keys", &keys]];
    for args in calls {
        let ran = ran_into(ErrorKind::StorageFull, args);
        assert!(ran.stderr.starts_with("error: stdout: "), "{}", ran.stderr);
        assert_eq!(ran.exit, 2, "{args:?}");
    }
}

#[test]
fn nobody_reads_an_error_and_it_is_one_all_the_same() {
    let ran = ran_by(["kid", "no-such-file"], "", |io| {
        io.stderr = Box::new(Refusing(ErrorKind::BrokenPipe));
    });
    assert_eq!(ran.exit, 2);
}
