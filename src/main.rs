//! The program `meent`: see [`meent::cli`].

/// Gives memory back and keeps many small allocations cheap; the system's allocator does neither well under load.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    meent::cli::main()
}
