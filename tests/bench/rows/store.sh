# W1, W2, W4, R2: the store beside git and libgit2.

# ---- all cases
mkdir "$bench/files"
git -C "$corpus/book" archive HEAD cases | tar -x -C "$bench/files"
git -C "$corpus/book" fast-export HEAD >"$bench/stream"
"$fupan" init "$bench/empty" >/dev/null 2>&1
fresh() { echo "$drop $bench/rounds/$2-*; n=\$(mktemp -d $bench/rounds/$2-XXXXXX)/book && $1 && ln -sfn \$n $bench/book-$2"; }
for w in ref all import importref; do eval "export PREPARE_$w=\"\$(fresh 'cp -a $bench/empty \$n' $w)\""; done
PREPARE_add=$(fresh "git init -q \$n" add)
PREPARE_fast=$(fresh "git init -q \$n" fast)
export PREPARE_add PREPARE_fast
written="ref all"
set -- "all=$parts write $bench/book-all/ $bench/files all && test -z \"\$(git -C $bench/book-all/ status --porcelain)\"" \
	"ref=$parts write $bench/book-ref/ $bench/files ref"
if [ ! -e "$corpus/rows-2.csv" ]; then # an import is one file
	written="ref all import importref"
	set -- "$@" "import=$fupan -C $bench/book-import/ import $corpus/rows-1.csv $columns" \
		"importref=$parts until-ref $bench/book-importref/ $fupan -C $bench/book-importref/ import $corpus/rows-1.csv $columns"
fi
out=$("$measure" "$long" "$@" \
	"add=cp -r $bench/files/cases $bench/book-add/cases && cd $bench/book-add/ && git add -A && git commit -qm x" \
	"fast=cd $bench/book-fast/ && git fast-import --quiet <$bench/stream")
for b in $written; do
	git -C "$bench/book-$b/" fsck --full >/dev/null 2>&1 || fail "git fsck finds faults after $b"
	# The casebook of the corpus may be of an earlier import; two imports are alike.
	case $b in import*) like=$bench/book-import/ ;; *) like=$corpus/book ;; esac
	[ "$(git -C "$bench/book-$b/" rev-parse HEAD:cases)" = "$(git -C "$like" rev-parse HEAD:cases)" ] || fail "$b made other cases"
	[ "$(git -C "$bench/book-$b/" ls-files cases | wc -l)" = "$N" ] || fail "$b made another number of cases"
	[ -z "$(git -C "$bench/book-$b/" status --porcelain)" ] || fail "the work tree is not clean after $b"
done
row "W1 history of all, to the moved ref" "$N" "git fast-import" "r>=6" "$(pick "$out" ref)" "$(pick "$out" fast)"
row "W2 the same with work tree, clean status" "$N" "cp + git add -A + git commit" "r>=3" "$(pick "$out" all)" "$(pick "$out" add)"
if [ "$written" != "ref all" ]; then
	row "   import command, to the moved ref" "$N" "git fast-import" "" "$(pick "$out" importref)" "$(pick "$out" fast)"
	row "   import command, whole, with index" "$N" "cp + git add -A + git commit" "" "$(pick "$out" import)" "$(pick "$out" add)"
fi
$drop "$bench"/rounds/* "$bench/files" "$bench/stream"

# ---- a hundred scattered changes
scattered 100
from=$(git -C "$book" rev-parse "HEAD~1^{tree}") to=$(git -C "$book" rev-parse "HEAD^{tree}")
[ "$(git -C "$book" diff-tree -r --name-only "$from" "$to" | wc -l)" = 100 ] || fail "git diff-tree does not see 100 changes"
for by in fupan git2; do "$parts" diff "$book" "$from" "$to" $by | grep -q changed=100 || fail "$by does not see 100 changes"; done
out=$("$measure" "$ROUNDS" "fupan=$parts diff $book $from $to fupan" "git2=$parts diff $book $from $to git2" "git=cd $book && git diff-tree -r --name-only $from $to")
row "R2 100 changed cases found (in process)" 100 "libgit2 diff (in process)" "r>=8" "$(pick "$out" fupan)" "$(pick "$out" git2)"
row "   the same (in process)" 100 "git diff-tree -r (command)" "" "$(pick "$out" fupan)" "$(pick "$out" git)"

# ---- one case, with all stored and with ten
head -c 40000 "$corpus/rows-1.csv" | perl -0777 -ne 'print $1 if /^((?:[^"\n]*\n|[^"\n]*"(?:[^"]|"")*"[^"\n]*"(?:[^"]|"")*"\n){11})/' >"$bench/ten.csv"
"$fupan" init "$bench/ten" >/dev/null 2>&1
# shellcheck disable=SC2086
"$fupan" -C "$bench/ten" import "$bench/ten.csv" $columns >/dev/null
[ "$(git -C "$bench/ten" ls-files cases | wc -l)" = 10 ] || fail "the casebook of ten has another number of cases"
$full index >/dev/null
path=$(git -C "$book" ls-files cases | tail -1) few=$(git -C "$bench/ten" ls-files cases | tail -1)
label="$full label $(basename "$path" .md) amount=\$(date +%s%N | tail -c 9 | sed s/^0*//)"
export PREPARE_git="cd $book && echo x >>$path"
out=$(FUPAN_NO_FSYNC=1 "$measure" "$((ROUNDS * 3))" "ref=$parts save $book $path ref" "ten=$parts save $bench/ten $few ref" "all=$parts save $book $path all" \
	"durable=env -u FUPAN_NO_FSYNC $parts save $book $path all" "label=$label" "labelref=$parts until-ref $book sh -c '$label'" "git=cd $book && git add $path && git commit -qm x")
[ -z "$(git -C "$book" status --porcelain)" ] || fail "the work tree is not clean after saving"
unset PREPARE_git
git=$(pick "$out" git)
row "W4 one case saved, to the moved ref" 1 "git add + git commit" "r>=50 ms<=5" "$(pick "$out" ref)" "$git"
value "W4 the same / with ten stored" "$(echo "$out" | awk '$1 == "ref" { t = $2 } $1 == "ten" { print t / $2; exit }')" x "" "" "x<=1.5"
row "   and work tree, git index (in process)" 1 "git add + git commit" "" "$(pick "$out" all)" "$git"
row "   and fsync (in process)" 1 "git add + git commit" "" "$(pick "$out" durable)" "$git"
row "   label command, to the moved ref" 1 "git add + git commit" "" "$(pick "$out" labelref)" "$git"
row "   label command, whole, with index" 1 "git add + git commit" "" "$(pick "$out" label)" "$git"
$full index >/dev/null
