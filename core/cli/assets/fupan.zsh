#compdef fupan
# fupan: completion for zsh. The program thinks: see `fupan __complete`.
_fupan() {
	local kind line
	local -a parts done_v done_d more_v more_d
	{
		IFS= read -r kind
		while IFS= read -r line; do
			parts=("${(@ps:\t:)line}")
			if [[ $parts[3] == more ]]; then
				more_v+=("$parts[1]") more_d+=("$parts[1]${parts[2]:+  -- $parts[2]}")
			else
				done_v+=("$parts[1]") done_d+=("$parts[1]${parts[2]:+  -- $parts[2]}")
			fi
		done
	} < <("${words[1]/#\~/$HOME}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
	(( $#done_v )) && compadd -l -d done_d -- "$done_v[@]"
	(( $#more_v )) && compadd -l -S '' -d more_d -- "$more_v[@]"
	case $kind in
	files) _files ;;
	dirs) _files -/ ;;
	esac
}
if [[ $funcstack[1] == _fupan ]]; then _fupan "$@"; else compdef _fupan fupan; fi
