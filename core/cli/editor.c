#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"

static bool run_editor(const char *editor, const char *path, fp_err *err)
{
	int status;
	pid_t pid = fork();
	if (pid < 0)
		return fp_fail(err, FP_IO, "fork");
	if (pid == 0) {
		// Through the shell, so that EDITOR="code --wait" works, with the path as an argument and not as text.
		char script[1100];
		snprintf(script, sizeof script, "%s \"$1\"", editor);
		execl("/bin/sh", "sh", "-c", script, "fupan", path, (char *)NULL);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return fp_fail(err, FP_IO, fp_tr("编辑器“%s”没有正常结束，什么都没有保存；用 EDITOR 环境变量指定编辑器", "the editor '%s' did not end well, nothing was saved; set EDITOR to choose another"), editor);
}

bool fp_cli_editor(void *ctx, fp_arena *a, fp_str name, fp_str text, fp_str *out, fp_err *err)
{
	const char *editor = getenv("VISUAL");
	const char *tmp = getenv("TMPDIR");
	(void)ctx;
	if (!editor || !*editor)
		editor = getenv("EDITOR");
	if (!editor || !*editor)
		editor = "vi";
	if (strlen(editor) > 1000)
		return fp_fail(err, FP_USAGE, "EDITOR is too long");
	fp_str dir = fp_strf(a, "%s/fupan-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp((char *)(uintptr_t)dir.p))
		return fp_fail(err, FP_IO, fp_tr("不能建临时目录 %.*s", "cannot make a temporary folder %.*s"), FP_ARG(dir));
	fp_str path = fp_path_join(a, dir, fp_path_base(name));
	bool ok = fp_file_write(path.p, text, false, err) && run_editor(editor, path.p, err) && fp_file_read(a, path.p, FP_CASE_MAX, out, err);
	unlink(path.p);
	rmdir(dir.p);
	return ok;
}
