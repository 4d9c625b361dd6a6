//! A server that gives one answer, whatever it is asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

/// A server on this machine. It ends with the process.
pub(crate) struct Served(SocketAddr);

impl Served {
    /// Answers with that status, header and body.
    pub(crate) fn new(status: &str, header: &str, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("just bound");
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("somebody connects");
                let head = BufReader::new(&stream).lines().map_while(Result::ok);
                // The request has no body.
                head.take_while(|line| !line.is_empty()).for_each(drop);
                stream.write_all(answer.as_bytes()).expect("the command reads it");
            }
        });
        Self(address)
    }

    /// The address of a path there.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0)
    }

    /// Output without the port.
    pub(crate) fn hide(&self, output: &str) -> String {
        output.replace(&self.0.to_string(), "127.0.0.1:PORT")
    }
}
