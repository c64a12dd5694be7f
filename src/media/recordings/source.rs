//! Reading here and there in a file, with an end to everything.

use std::io::{ErrorKind, SeekFrom};

use lofty::io::FileLike;

/// Boxes and elements that are looked at in one file.
const MAX_STEPS: u32 = 300_000;
/// Zeros are written in pieces of so many bytes.
const PIECE: usize = 64 * 1024;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// It does not hold together.
    Broken,
    /// Whole, but in a form that browsers do not play.
    Codec(String),
    /// Our disk.
    Disk,
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                Self::Broken
            }
            _ => Self::Disk,
        }
    }
}

/// A file that is measured and cleaned.
pub(super) struct Source<'a, F> {
    pub file: &'a mut F,
    pub len: u64,
    steps: u32,
    /// Bytes that may still be wiped: a hostile table could name the same ones again and again.
    wipes: u64,
}

impl<'a, F: FileLike> Source<'a, F> {
    pub fn new(file: &'a mut F) -> Result<Self, Fault> {
        let len = file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file,
            len,
            steps: 0,
            wipes: len.saturating_mul(2),
        })
    }

    /// Looks anew how long the file is.
    pub fn measure(&mut self) -> Result<(), Fault> {
        self.len = self.file.seek(SeekFrom::End(0))?;
        Ok(())
    }

    /// Counts an element that is looked at.
    pub fn step(&mut self) -> Result<(), Fault> {
        self.steps += 1;
        match self.steps > MAX_STEPS {
            true => Err(Fault::Broken),
            false => Ok(()),
        }
    }

    /// So many bytes from a place.
    pub fn bytes<const N: usize>(&mut self, at: u64) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// The bytes from a place to before `end`, at most `N`; the rest of the array is zero. With how many were read.
    pub fn up_to<const N: usize>(&mut self, at: u64, end: u64) -> Result<([u8; N], usize), Fault> {
        let mut bytes = [0; N];
        let left = usize::try_from(end.saturating_sub(at)).unwrap_or(N).min(N);
        self.file.seek(SeekFrom::Start(at))?;
        let part = bytes.get_mut(..left).ok_or(Fault::Broken)?;
        self.file.read_exact(part)?;
        Ok((bytes, left))
    }

    /// As many bytes as are asked for, when there are not more than `most`.
    pub fn block(&mut self, at: u64, length: u64, most: usize) -> Result<Vec<u8>, Fault> {
        let length = usize::try_from(length).map_err(|_| Fault::Broken)?;
        if length > most || at.saturating_add(length as u64) > self.len {
            return Err(Fault::Broken);
        }
        let mut bytes = vec![0; length];
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    pub fn u16(&mut self, at: u64) -> Result<u16, Fault> {
        self.bytes(at).map(u16::from_be_bytes)
    }

    pub fn u32(&mut self, at: u64) -> Result<u32, Fault> {
        self.bytes(at).map(u32::from_be_bytes)
    }

    pub fn u64(&mut self, at: u64) -> Result<u64, Fault> {
        self.bytes(at).map(u64::from_be_bytes)
    }

    pub fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), Fault> {
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)?;
        Ok(())
    }

    /// Overwrites with zeros.
    pub fn wipe(&mut self, from: u64, to: u64) -> Result<(), Fault> {
        if from > to || to > self.len {
            return Err(Fault::Broken);
        }
        self.wipes = self.wipes.checked_sub(to - from).ok_or(Fault::Broken)?;
        self.file.seek(SeekFrom::Start(from))?;
        let zeros = [0; PIECE];
        let mut left = to - from;
        while left > 0 {
            let piece = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            self.file
                .write_all(zeros.get(..piece).ok_or(Fault::Broken)?)?;
            left -= piece as u64;
        }
        Ok(())
    }
}
