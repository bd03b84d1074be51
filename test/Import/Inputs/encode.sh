#!/usr/bin/env bash
# encode.sh INCLUDE FOLDER NAME OUT: FOLDER/NAME.textproto, an ONNX model as protobuf's text, becomes the file OUT.
set -euo pipefail
exec protoc --encode=onnx.ModelProto "-I$1" "$1/onnx/onnx.proto" <"$2/$3.textproto" >"$4"
