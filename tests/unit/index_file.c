// The file beside its uses: it is not thrown away under another process, and a folder that cannot be written is no obstacle. Each
// process has its own connection, so that what is tested here is what two commands do to each other.
#include <sys/wait.h>

#include "index_desk.h"

#define CASES 30

static const char added[] = "cases/2026/11/18/261118-zzzzzzz.md";

static size_t count_all(desk *d)
{
	fp_err err = {0};
	size_t n = 0;
	if (!fp_index_count(d->x, desk_query(d, FP_STR(""), &err), &n, &err))
		fp_bug("%s", err.msg);
	return n;
}

static void add_one(desk *d)
{
	desk_begin(d);
	desk_put(d, fp_s(added), FP_STR("---\ntitle: 新\n---\n\n价保不退\n"));
	desk_commit(d, "next");
}

// ---------------------------------------------------------------- thrown away, but not under others

typedef struct {
	int go[2], ready[2];
	pid_t pid;
} other;

// Opens, says so, waits, writes and reads.
static int other_work(desk *d, const other *o)
{
	char c = 'r';
	desk_open_index(d);
	if (write(o->ready[1], &c, 1) != 1 || read(o->go[0], &c, 1) != 1)
		return 2;
	add_one(d);
	bool good = count_all(d) == CASES + 1;
	fp_index_close(d->x);
	return good ? 0 : 1;
}

static other other_start(desk *d)
{
	other o;
	char c;
	fflush(stdout);
	if (pipe(o.go) || pipe(o.ready))
		fp_bug("pipe");
	o.pid = fork();
	if (o.pid == 0)
		_exit(other_work(d, &o));
	ok(read(o.ready[0], &c, 1) == 1, "another process has the index open");
	return o;
}

static int ended(pid_t pid)
{
	int status = 0;
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

void test_not_under_another_process(void)
{
	desk d = desk_open();
	fp_err err = {0};
	desk_sample(&d, CASES);
	d.x->corrupt = true;
	fp_index_close(d.x);   // as after damage that was met while working
	char mark[128];
	snprintf(mark, sizeof mark, "%s/index.db-damaged", d.dir);
	ok(fp_file_exists(mark), "damage is marked");
	unlink(mark);
	other o = other_start(&d);
	if (!fp_file_write(mark, (fp_str){0}, false, &err))
		fp_bug("%s", err.msg);
	d.x = fp_index_open(d.dir, d.schema, &err);
	ok(!d.x && err.code == FP_DB && strstr(err.msg, "end that one"), "it is refused: %s", err.msg);
	ok(write(o.go[1], "g", 1) == 1, "go on");
	is_int(ended(o.pid), 0);
	desk_open_index(&d);
	ok(fp_index_rebuilt(d.x) && !fp_file_exists(mark), "then it is thrown away");
	is_int(count_all(&d), 0);
	fp_index_close(d.x);
	desk_open_index(&d);
	ok(!fp_index_rebuilt(d.x), "once");
	desk_close(&d);
}

// ---------------------------------------------------------------- what cannot be written

// In a process that may not write, whoever runs the tests.
static int as_nobody(desk *d, int (*run)(desk *))
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
			_exit(3);
		_exit(run(d));
	}
	return ended(pid);
}

static void allow(desk *d, mode_t dir, mode_t file)
{
	static const char *const names[] = {"index.db", "index.db-wal", "index.db-shm"};
	char path[128];
	for (size_t i = 0; i < FP_COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", d->dir, names[i]);
		chmod(path, file);
	}
	chmod(d->dir, dir);
}

static int reads(desk *d)
{
	desk_open_index(d);
	bool good = !fp_index_in_memory(d->x) && count_all(d) == CASES && strcmp(fp_index_tree(d->x), "sample") == 0;
	fp_index_close(d->x);
	return good ? 0 : 1;
}

static int reads_next(desk *d)
{
	desk_open_index(d);
	bool good = !fp_index_in_memory(d->x) && count_all(d) == CASES + 1;
	fp_index_close(d->x);
	return good ? 0 : 1;
}

static int writes_memory(desk *d)
{
	fp_err err = {0};
	fp_plugin_run r = {FP_STR("b"), FP_STR("i"), FP_STR("p"), FP_STR("d"), FP_RUN_NO_MATCH, {0}, NULL, 0};
	fp_known known;
	desk_open_index(d);
	add_one(d);
	bool good = fp_index_in_memory(d->x) && count_all(d) == CASES + 1 && strcmp(fp_index_tree(d->x), "next") == 0;
	good = good && fp_str_eq(desk_ids(d, FP_STR("价保不退")), FP_STR("261118-zzzzzzz"));
	good = good && fp_index_put_runs(d->x, &r, 1, &err) && fp_index_known(d->x, "p", "d", d->a, &known, &err) && known.n == 1;
	fp_index_close(d->x);
	return good ? 0 : 1;
}

static int starts_empty(desk *d)
{
	desk_open_index(d);
	bool good = fp_index_in_memory(d->x) && !strcmp(fp_index_tree(d->x), "");
	desk_sample(d, CASES);
	good = good && count_all(d) == CASES;
	fp_index_close(d->x);
	return good ? 0 : 1;
}

static size_t files_in(desk *d)
{
	fp_str *names;
	size_t n = 0;
	fp_err err = {0};
	return fp_dir_list(d->a, d->dir, &names, &n, &err) ? n : 0;
}

void test_a_folder_that_cannot_be_written(void)
{
	desk d = desk_open();
	desk_sample(&d, CASES);
	fp_index_close(d.x);
	size_t files = files_in(&d);
	allow(&d, 0555, 0444);
	is_int(as_nobody(&d, reads), 0);
	is_int(as_nobody(&d, writes_memory), 0);
	is_int(as_nobody(&d, reads), 0);
	is_int(files_in(&d), files);
	allow(&d, 0755, 0644);
	desk_open_index(&d);
	ok(!fp_index_rebuilt(d.x) && !fp_index_in_memory(d.x) && count_all(&d) == CASES, "it is as it was");
	add_one(&d);
	allow(&d, 0555, 0644);
	is_int(as_nobody(&d, reads_next), 0);   // with the log of the one who writes
	allow(&d, 0755, 0644);
	desk_close(&d);
}

void test_nothing_usable_there(void)
{
	desk d = desk_open();
	char path[128];
	fp_err err = {0};
	fp_index_close(d.x);
	snprintf(path, sizeof path, "%s/index.db", d.dir);
	if (!fp_file_write(path, FP_STR("this is no database, but long enough to be read as one: 0123456789"), false, &err))
		fp_bug("%s", err.msg);
	allow(&d, 0555, 0444);
	is_int(as_nobody(&d, starts_empty), 0);
	allow(&d, 0755, 0644);
	unlink(path);
	allow(&d, 0555, 0444);
	is_int(as_nobody(&d, starts_empty), 0);
	ok(!fp_file_exists(path), "nothing was written");
	allow(&d, 0755, 0644);
	desk_open_index(&d);
	desk_close(&d);
}
