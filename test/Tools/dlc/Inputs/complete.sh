# complete.sh FILE LINE: what bash would offer behind the line, with the completions of the file.
source "$1"
read -ra COMP_WORDS <<<"$2"
if [[ $2 == *" " ]]; then COMP_WORDS+=(""); fi
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_dlc
echo "${COMPREPLY[*]}"
