# fupan: completion for bash. The program thinks: see `fupan __complete`.
_fupan() {
	local line kind
	COMPREPLY=()
	compopt -o nospace
	{
		IFS= read -r kind
		while IFS= read -r line; do COMPREPLY+=("$line"); done
	} < <("${1/#\~/$HOME}" __complete --bash "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
	case $kind in
	files) compopt -o default ;;
	dirs) compopt -o dirnames ;;
	esac
}
complete -F _fupan fupan
