# What full runs are written with: they are sourced by ../full in a folder of their own, with dlc in front of PATH.
missed=0

# at_least WHAT VALUE BAR, at_most WHAT VALUE BAR: a row of the table; a value that misses its bar fails the run in the end.
compare() { # WHAT VALUE SIGN BAR CONDITION
  local note=""
  if ! awk -v a="$2" -v b="$4" "BEGIN { exit !(a == a + 0 && $5) }"; then note=" **missed**" missed=1; fi
  printf '| %s | %s | %s %s%s |\n' "$1" "$2" "$3" "$4" "$note"
}
at_least() { compare "$1" "$2" "≥" "$3" "a >= b"; }
at_most() { compare "$1" "$2" "≤" "$3" "a <= b"; }
exactly() { compare "$1" "$2" "=" "$3" "a == b"; }
finish() { ((missed == 0)); }

# value FILE RESULT [INDEX]: an element, the first by default, of a result in what `dlc run --json` wrote.
value() {
  sed -n "s/.*\"name\":\"$2\".*\"values\":\[\([^]]*\)\].*/\1/p" "$1" | cut -d, -f$((${3:-0} + 1))
}
# mean VALUE…
mean() { printf '%s\n' "$@" | awk '{ s += $1 } END { printf "%.4g\n", s / NR }'; }
