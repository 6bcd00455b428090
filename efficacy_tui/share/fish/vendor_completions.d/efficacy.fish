# Completes commands, options, names and files of efficacy in fish.

function __efficacy_complete --description 'Ask efficacy what completes the command line; fails where files do'
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    # An alias is no program.
    type -qf -- "$program"; or set program efficacy
    set -g __efficacy_reply (env _EFFICACY_COMPLETE=fish $program $words (commandline -ct | string collect --allow-empty) 2>/dev/null)
    test "$__efficacy_reply[1]" != files
end

for program in efficacy efficacy-tui
    complete --command $program --no-files --keep-order --condition __efficacy_complete \
        --arguments '(printf "%s\n" $__efficacy_reply[2..-1])'
end
set -e program
