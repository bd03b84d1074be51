#!/usr/bin/env bash
# exits.sh CODE COMMAND…: runs the command, and fails unless it ends with that exit code.
wanted="$1"
shift
"$@"
status=$?
if ((status != wanted)); then
  echo "exits.sh: exit code $status, not $wanted: $*" >&2
  exit 1
fi
