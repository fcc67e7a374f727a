#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| handseal_fuzz::signatures::check(bytes));
