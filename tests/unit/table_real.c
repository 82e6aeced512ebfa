// Real exports in awkward formats, cell by cell against an independent reader (tests/lib/read_rows.py).
#include "base/json.h"
#include "table/table.h"
#include "tap.h"

static const char *shared(void)
{
	const char *s = getenv("SHARED");
	return s ? s : "../shared";
}

static bool have_data(void)
{
	static char path[4096];
	snprintf(path, sizeof path, "%s/data/raw-formats", shared());
	if (fp_dir_exists(path))
		return true;
	skip("no real data");
	return false;
}

// The next line of the other reader as a value; NULL at its end.
static json_t *other_row(FILE *f)
{
	return json_loadf(f, JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, NULL);
}

static bool same(const json_t *want, const fp_str *cell, size_t n)
{
	if (json_array_size(want) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!fp_str_eq(fp_json_string(json_array_get(want, i)), cell[i]))
			return false;
	return true;
}

static void compare(fp_arena *a, const char *path, const char *name)
{
	fp_err err = {0};
	fp_str bytes;
	char command[4200];
	size_t rows = 0, faults = 0, differ = 0;
	fp_row r;
	snprintf(command, sizeof command, "python3 tests/lib/read_rows.py '%s'", path);
	FILE *f = popen(command, "r");
	fp_table *t = fp_file_read(a, path, FP_TABLE_MAX, &bytes, &err) ? fp_table_open(a, fp_s(name), bytes, NULL, &err) : NULL;
	json_t *want = f ? other_row(f) : NULL;
	if (!ok(t && want, "%s: %s", name, err.msg))
		return;
	ok(same(want, t->column, t->column_n), "%s: header", name);
	json_decref(want);
	for (; (want = other_row(f)); json_decref(want), rows++) {
		if (!fp_table_next(t, &r, &err)) {
			differ++;
			continue;
		}
		faults += r.fault.n != 0;
		bool hit = json_is_null(want) ? r.fault.n != 0 : !r.fault.n && same(want, r.cell, r.n);
		if (!hit && !differ++)
			printf("# %s: first difference in line %u\n", name, r.line);
	}
	ok(!fp_table_next(t, &r, &err) && !err.code, "%s: both end together %s", name, err.msg);
	ok(!differ && rows > 20, "%s: %zu rows, %zu rejected, the same in every cell; %zu differ", name, rows, faults, differ);
	fp_table_close(t);
	pclose(f);
}

void test_every_cell_of_the_real_exports(void)
{
	if (!have_data())
		return;
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_str *names;
	size_t n = 0, done = 0;
	fp_str dir = fp_strf(a, "%s/data/raw-formats", shared());
	ok(fp_dir_list(a, dir.p, &names, &n, &err), "%s", err.msg);
	for (size_t i = 0; i < n; i++)
		if (!fp_str_ends(names[i], ".md")) {
			fp_arena *one = fp_arena_new(0);
			compare(one, fp_path_join(a, dir, names[i]).p, names[i].p);
			fp_arena_free(one);
			done++;
		}
	is_int(done, 20);
	fp_arena_free(a);
}

void test_the_seeds_are_documents(void)
{
	if (!have_data())
		return;
	fp_arena *a = fp_arena_new(0);
	fp_err err = {0};
	fp_str *names, bytes, dir = fp_strf(a, "%s/seeds", shared());
	size_t n = 0;
	ok(fp_dir_list(a, dir.p, &names, &n, &err) && n == 5, "%s", err.msg);
	for (size_t i = 0; i < n; i++) {
		fp_table *t = fp_file_read(a, fp_path_join(a, dir, names[i]).p, FP_TABLE_MAX, &bytes, &err) ? fp_table_read(a, names[i], bytes, &err) : NULL;
		if (ok(t && t->kind == FP_TABLE_DOCUMENT && t->row_n == 1, "%s", err.msg))
			is_bytes(t->row[0].cell[1], fp_str_trim(bytes));
	}
	fp_arena_free(a);
}
