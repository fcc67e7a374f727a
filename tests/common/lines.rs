//! Lines of the protocol of conformance that are no question, or only just one (conformance §1, §2, §4).

use serde_json::{Value, json};

/// A line without its line feed, the id that comes back, and the code; null for yes.
pub(crate) type Asked = (Vec<u8>, Value, Value);

/// The most bytes of a line.
const MAX_LINE: usize = 64 << 20;

/// One line for each thing that a reader of JSON may do in its own way.
pub(crate) fn lines() -> Vec<Asked> {
    [no_json(), numbers(), nested(), fields(), values()].concat()
}

/// A line of one byte less than the most, of one more, and of the most.
pub(crate) fn longest() -> [Asked; 3] {
    let question = |length: usize, id: Value, code: Value| {
        let mut line = br#"{"id":"long","op":"cbor","hex":"a0"}"#.to_vec();
        line.resize(length, b' ');
        (line, id, code)
    };
    [
        question(MAX_LINE - 1, json!("long"), Value::Null),
        question(MAX_LINE + 1, Value::Null, json!("line.too_long")),
        question(MAX_LINE, json!("long"), Value::Null),
    ]
}

fn refused(line: impl AsRef<[u8]>, code: &str) -> Asked {
    (line.as_ref().to_vec(), Value::Null, json!(code))
}

fn of_id(line: &str, id: Value, code: Value) -> Asked {
    (line.as_bytes().to_vec(), id, code)
}

fn no_json() -> Vec<Asked> {
    let mut lines = vec![
        refused(b"\xff", "line.utf8"),
        // Half of a surrogate pair as bytes, and an overlong form.
        refused(b"{\"id\":\"\xed\xa0\x80\"}", "line.utf8"),
        refused(b"{\"id\":\"\xc0\x80\"}", "line.utf8"),
    ];
    for text in [
        "",
        " ",
        "{",
        "\u{feff}{}",
        "{} {}",
        "{}x",
        "{'id':1}",
        "{\"id\":1,}",
        "{\"id\":\"a\tb\"}",
        "{\"id\":\"a\u{0}b\"}",
        r#"{"id":"\x41"}"#,
        r#"{"id":"\u00e"}"#,
        r#"{"id":"\u+123"}"#,
        r#"{"id":"\"}"#,
        "{\"id\":1}\u{a0}",
        "{\"id\":1}\u{c}",
        "// no comment",
        "NaN",
        "True",
        // Half of a surrogate pair: as a value, as a key, the second one alone, in the wrong order.
        r#"{"op":"cbor","hex":"a0","x":"\ud800"}"#,
        r#"{"op":"cbor","hex":"a0","\uDFFF":1}"#,
        r#"{"id":"\udc00\ud800"}"#,
        r#"{"id":"\ud800\u0041"}"#,
        r#"["\ud800"]"#,
        // A key that stands twice, wherever it does.
        r#"{"id":4,"op":"cbor","hex":"00","hex":"ff"}"#,
        r#"{"id":4,"op":"cbor","hex":"00","id":4}"#,
        r#"{"op":"cbor","hex":"00","h\u0065x":"00"}"#,
        r#"{"op":"cbor","hex":"a0","x":1,"x":2}"#,
        r#"{"id":{"a":1,"a":1},"op":"cbor","hex":"a0"}"#,
        r#"{"op":"verify","contents":{"EX-1":"00","EX-1":"00"}}"#,
        r#"{"op":"verify","parts":{"EX-1":"00","EX-1":"00"}}"#,
        r#"[{"a":1,"a":1}]"#,
    ] {
        lines.push(refused(text, "line.json"));
    }
    for text in ["[1]", "7", "null", "true", "\"text\"", "[{\"op\":\"cbor\"}]", " [] \r"] {
        lines.push(refused(text, "line.object"));
    }
    lines
}

fn numbers() -> Vec<Asked> {
    let mut lines = Vec::new();
    for number in [
        "-0",
        "-1",
        "-9223372036854775809",
        "0.0",
        "2.0",
        "2.5",
        "1e3",
        "1E0",
        "1e999",
        "1e-999",
        "1.7976931348623158e308",
        "9007199254740993.0",
        "18446744073709551616",
        "123456789012345678901234567890",
        &format!("1{}", "0".repeat(400)),
        &"1".repeat(5_000),
        "01",
        "+1",
        ".5",
        "1.",
        "0x10",
        "1_000",
        "-",
        "Infinity",
        "-Infinity",
        "NaN",
        "\u{661}",
    ] {
        lines.push(refused(number, "line.json"));
        for line in [
            r#"{"id":#,"op":"cbor","hex":"a0"}"#,
            r#"{"op":"cbor","hex":"a0","x":#}"#,
            r#"{"op":"inclusion","index":#}"#,
            r#"{"op":"verify","limit":#}"#,
            r#"{"op":"note","vkeys":[#]}"#,
        ] {
            lines.push(refused(line.replace('#', number), "line.json"));
        }
    }
    for number in [0, 9_007_199_254_740_993, u64::MAX] {
        let line = format!(r#"{{"id":{number},"op":"cbor","hex":"a0"}}"#);
        lines.push(of_id(&line, json!(number), Value::Null));
    }
    lines
}

fn nested() -> Vec<Asked> {
    let within = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        format!(r#"{{"op":"cbor","hex":"a0","x":{open}{close}}}"#)
    };
    let brackets = "[{".repeat(200);
    vec![
        refused("[".repeat(127) + &"]".repeat(127), "line.object"),
        refused("[".repeat(128) + &"]".repeat(128), "line.json"),
        refused("{\"a\":".repeat(127) + "0" + &"}".repeat(127), "line.op"),
        refused("{\"a\":".repeat(128) + "0" + &"}".repeat(128), "line.json"),
        refused(within(126), "line.field.unknown"),
        refused(within(127), "line.json"),
        refused(within(100_000), "line.json"),
        refused("[".repeat(1_000_000) + &"]".repeat(1_000_000), "line.json"),
        refused("[".repeat(1_000_000), "line.json"),
        refused("\"\\".repeat(100_000), "line.json"),
        refused("\"".to_owned() + &"\\\"".repeat(100_000), "line.json"),
        // Side by side is not inside each other, and what stands in a text is no array.
        refused(format!("[{}[]]", "[[]],".repeat(200)), "line.object"),
        of_id(&json!({"id": brackets, "op": 7}).to_string(), json!(brackets), json!("line.op")),
        of_id(
            &format!(r#"{{"id":"\\\"{brackets}"}}"#),
            json!(format!("\\\"{brackets}")),
            json!("line.op"),
        ),
    ]
}

fn fields() -> Vec<Asked> {
    let code = |line, code: &str| of_id(line, json!(1), json!(code));
    vec![
        of_id(r#"{"op":"cbor","hex":"a0"}"#, Value::Null, Value::Null),
        of_id(r#"{"id":"","op":"cbor","hex":"a0"}"#, json!(""), Value::Null),
        of_id(" {\t\"id\" :6 ,\"op\":\"cbor\",\"hex\":\"a0\"} \r", json!(6), Value::Null),
        of_id(
            r#"{"id":"\ud83d\ude00\u0000","\u006fp":"key","key":""}"#,
            json!("\u{1f600}\0"),
            json!("key.length"),
        ),
        refused("{}", "line.op"),
        refused(r#"{"x":1}"#, "line.op"),
        code(r#"{"id":1}"#, "line.op"),
        code(r#"{"id":1,"op":"fly"}"#, "line.op"),
        code(r#"{"id":1,"op":"CBOR","hex":"a0"}"#, "line.op"),
        code(r#"{"id":1,"op":null}"#, "line.op"),
        code(r#"{"id":1,"op":["cbor"],"hex":"a0"}"#, "line.op"),
        // A field of no op, of another op, with another case; it is said before what is missing.
        code(r#"{"id":1,"op":"cbor","hex":"a0","comment":"no"}"#, "line.field.unknown"),
        code(r#"{"id":1,"op":"cbor","hex":"a0","key":"00"}"#, "line.field.unknown"),
        code(r#"{"id":1,"op":"cbor","Hex":"a0"}"#, "line.field.unknown"),
        code(r#"{"id":1,"op":"cbor","hex":"a0","ID":1}"#, "line.field.unknown"),
        code(r#"{"id":1,"op":"cbor","":"a0"}"#, "line.field.unknown"),
        code(r#"{"id":1,"op":"verify","limits":1}"#, "line.field.unknown"),
        // What is no id comes back as null, and is said before the fields of the op.
        refused(r#"{"id":null,"op":"cbor"}"#, "line.field.type"),
        refused(r#"{"id":true,"op":"cbor","hex":"a0"}"#, "line.field.type"),
        refused(r#"{"id":[2],"op":"cbor","hex":"a0"}"#, "line.field.type"),
        refused(r#"{"id":{"a":1},"op":"cbor","hex":"a0"}"#, "line.field.type"),
        refused(r#"{"id":[2],"op":7}"#, "line.op"),
        refused(r#"{"id":[2],"op":"cbor","x":7}"#, "line.field.unknown"),
    ]
}

fn values() -> Vec<Asked> {
    let code = |line, code: &str| of_id(line, json!(1), json!(code));
    vec![
        code(r#"{"id":1,"op":"cbor"}"#, "line.field.missing"),
        code(r#"{"id":1,"op":"cbor","hex":null}"#, "line.field.type"),
        code(r#"{"id":1,"op":"cbor","hex":7}"#, "line.field.type"),
        code(r#"{"id":1,"op":"cbor","hex":"0"}"#, "line.field.hex"),
        code(r#"{"id":1,"op":"cbor","hex":"A0"}"#, "line.field.hex"),
        code(r#"{"id":1,"op":"cbor","hex":"a0\n"}"#, "line.field.hex"),
        code("{\"id\":1,\"op\":\"cbor\",\"hex\":\"\u{661}\u{661}\"}", "line.field.hex"),
        // Field by field, in the order of the table.
        code(r#"{"id":1,"op":"ed25519","message":7}"#, "line.field.missing"),
        code(r#"{"id":1,"op":"ed25519","key":"0","message":7}"#, "line.field.hex"),
        code(r#"{"id":1,"op":"ed25519","key":"00","message":7}"#, "line.field.type"),
        code(
            r#"{"id":1,"op":"ed25519","key":"00","message":"","signature":"0"}"#,
            "line.field.hex",
        ),
        code(r#"{"id":1,"op":"inclusion","root":7}"#, "line.field.missing"),
        code(r#"{"id":1,"op":"inclusion","leaf_hash":"00","index":"7"}"#, "line.field.length"),
        code(r#"{"id":1,"op":"event","hex":7,"key":"0"}"#, "line.field.type"),
        // Of one field, code by code.
        code(r#"{"id":1,"op":"note","note_hex":"","vkeys":"nonsense"}"#, "line.field.type"),
        code(r#"{"id":1,"op":"note","note_hex":"","vkeys":["nonsense",1]}"#, "line.field.type"),
        code(r#"{"id":1,"op":"verify","file":"","roots":[],"heads":["0",1]}"#, "line.field.type"),
        code(r#"{"id":1,"op":"verify","file":"","roots":[],"heads":null}"#, "line.field.type"),
        code(r#"{"id":1,"op":"verify","file":"","roots":[],"contents":[]}"#, "line.field.type"),
        code(
            r#"{"id":1,"op":"verify","file":"","roots":[],"contents":{"a":"0","b":1}}"#,
            "line.field.type",
        ),
        code(
            r#"{"id":1,"op":"verify","file":"","roots":[],"contents":{"a":"0"},"parts":1}"#,
            "line.field.hex",
        ),
        code(
            r#"{"id":1,"op":"verify","file":"","roots":[],"now":"","limit":"1"}"#,
            "line.field.type",
        ),
        code(
            r#"{"id":1,"op":"verify","file":"","roots":[],"now":"","limit":null}"#,
            "line.field.type",
        ),
        code(r#"{"id":1,"op":"verify","file":"","roots":[],"now":"","limit":0}"#, "verify.now"),
        code(
            r#"{"id":1,"op":"consistency","size1":1,"size2":1,"root1":"00","root2":"0"}"#,
            "line.field.length",
        ),
        code(&hashes(r#"["00","0"]"#), "line.field.hex"),
        code(&hashes(r#"["00","0",0]"#), "line.field.type"),
        code(&hashes(r#"["00"]"#), "line.field.length"),
    ]
}

/// A proof of consistency with such a path.
fn hashes(path: &str) -> String {
    let root = "00".repeat(32);
    format!(
        r#"{{"id":1,"op":"consistency","size1":1,"size2":1,"root1":"{root}","root2":"{root}","path":{path}}}"#
    )
}
