# fupan: completion for fish. The program thinks: see `fupan __complete`.
function __fupan_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answer (command $words[1] __complete -- $words[2..-1] 2>/dev/null)
    switch "$answer[1]"
        case files
            __fish_complete_path (commandline -ct)
        case dirs
            __fish_complete_directories (commandline -ct)
    end
    set -e answer[1]
    for line in $answer
        set -l part (string split \t -- $line)
        printf '%s\t%s\n' $part[1] $part[2]
    end
end
complete -c fupan -f -a '(__fupan_complete)'
