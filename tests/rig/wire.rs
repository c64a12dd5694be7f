//! A small HTTP/1.1 client over one kept connection. It costs far less than a general one, which matters where the load
//! generator shares the machine with what it measures.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Outcome;

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The lines of the head, without the first.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; an answer that is no success is an error with its text.
    pub fn json(&self) -> Outcome<serde_json::Value> {
        if self.status >= 300 {
            let text = String::from_utf8_lossy(&self.body);
            return Err(format!("answer {}: {}", self.status, text.trim()).into());
        }
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }
}

/// One connection; opened at the first request, and anew after a failure.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Wire {
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
            buffer: Vec::with_capacity(64 * 1024),
        }
    }

    /// Sends the bytes of a request and reads the answer. After an error the connection is gone, and nobody knows
    /// whether the request had an effect.
    pub async fn send(&mut self, request: &[u8]) -> Outcome<Answer> {
        let answer = self.exchange(request).await;
        let closes = |answer: &Answer| answer.header("connection") == Some("close");
        if answer.as_ref().map_or(true, closes) {
            self.stream = None;
        }
        answer
    }

    async fn exchange(&mut self, request: &[u8]) -> Outcome<Answer> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            none => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                none.insert(stream)
            }
        };
        stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n", 0) {
                break at;
            }
            more(stream, &mut self.buffer).await?;
        };
        let head = String::from_utf8(self.buffer.get(..end).unwrap_or_default().to_vec())?;
        let (first, head) = head.split_once("\r\n").unwrap_or((&head, ""));
        let status: u16 = first
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| format!("not an HTTP answer: {first:?}"))?;
        let start = end + 4;
        let body = if header(head, "transfer-encoding").is_some_and(|value| value == "chunked") {
            chunks(stream, &mut self.buffer, start).await?
        } else {
            let length: usize = match header(head, "content-length") {
                Some(length) => length.parse()?,
                None => 0,
            };
            while self.buffer.len() < start + length {
                more(stream, &mut self.buffer).await?;
            }
            self.buffer
                .get(start..start + length)
                .unwrap_or_default()
                .to_vec()
        };
        Ok(Answer {
            status,
            head: head.to_owned(),
            body,
        })
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Outcome<()> {
    match stream.read_buf(buffer).await? {
        0 => Err("the connection was closed".into()),
        _ => Ok(()),
    }
}

async fn chunks(stream: &mut TcpStream, buffer: &mut Vec<u8>, start: usize) -> Outcome<Vec<u8>> {
    let mut body = Vec::new();
    let mut at = start;
    loop {
        let line_end = loop {
            if let Some(end) = find(buffer, b"\r\n", at) {
                break end;
            }
            more(stream, buffer).await?;
        };
        let line =
            String::from_utf8_lossy(buffer.get(at..line_end).unwrap_or_default()).into_owned();
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
        let data = line_end + 2;
        while buffer.len() < data + size + 2 {
            more(stream, buffer).await?;
        }
        body.extend_from_slice(buffer.get(data..data + size).unwrap_or_default());
        at = data + size + 2;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn find(buffer: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let rest = buffer.get(from..)?;
    rest.windows(what.len())
        .position(|window| window == what)
        .map(|at| at + from)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The bytes of a request without a body.
pub fn get(host: &str, path: &str, token: Option<&str>) -> Vec<u8> {
    let authorization = token.map(bearer).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}\r\n").into_bytes()
}

/// The bytes of a request with a JSON body; `more` are further header lines, each with its line end.
pub fn post(
    host: &str,
    path: &str,
    token: Option<&str>,
    more: &str,
    body: &serde_json::Value,
) -> Vec<u8> {
    let authorization = token.map(bearer).unwrap_or_default();
    let body = body.to_string();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}{more}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}
