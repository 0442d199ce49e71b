// SPDX-License-Identifier: Apache-2.0
/* F10, F80: `tidewatchctl roster bench` as a script meets it: what is wrong is named, Ctrl+C leaves
 * the best roster there is. */
#include "base/tw-json.h"
#include "duty/tw-duty-roster-bench.h"
#include "tests/duty/tw-duty-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <math.h>
#include <string.h>

static char *ctl_path;

typedef struct {
  char *dir, *instance, *roster, *mps;
  char *out, *err;
} Fixture;

/* Small enough to be solved at once. */
#define TINY                                                                                       \
  "SECTION_HORIZON\n3\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=3,1440,0,3,1,1,1\n"              \
  "SECTION_COVER\n0,D,1,100,1\n1,D,2,100,1\n"

static char *
write_file (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->dir, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("tw-bench-XXXXXX", NULL);
  f->instance = write_file (f, "tiny.txt", TINY);
  f->roster = g_build_filename (f->dir, "roster.csv", NULL);
  f->mps = g_build_filename (f->dir, "model.mps", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->instance);
  g_free (f->roster);
  g_free (f->mps);
  g_free (f->out);
  g_free (f->err);
}

static GSubprocess *
start (const char *const *words)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  static const char *const first[] = { "--json", "--quiet", "roster", "bench" };
  g_ptr_array_add (argv, ctl_path);
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (argv, (gpointer) first[i]);
  for (; *words; words++)
    g_ptr_array_add (argv, (gpointer) *words);
  g_ptr_array_add (argv, NULL);
  GSubprocess *process =
      g_subprocess_newv ((const char *const *) argv->pdata,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  return process;
}

static int
finish (Fixture *f, GSubprocess *process)
{
  g_autoptr (GError) error = NULL;
  g_clear_pointer (&f->out, g_free);
  g_clear_pointer (&f->err, g_free);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &f->out, &f->err, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static int
run (Fixture *f, const char *const *words)
{
  g_autoptr (GSubprocess) process = start (words);
  return finish (f, process);
}

static void
assert_says (const char *text, const char *needle)
{
  if (strstr (text, needle) == NULL)
    g_error ("\"%s\" does not say \"%s\"", text, needle);
}

static double
number (Fixture *f, const char *member)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = tw_json_parse_object (f->out, -1, 1 << 16, &error);
  g_assert_no_error (error);
  double value = json_object_get_double_member (object, member);
  json_object_unref (object);
  return value;
}

static void
test_solves (Fixture *f, gconstpointer data)
{
  const char *const words[] = { f->instance, "--out", f->roster, "--mps", f->mps, NULL };
  g_assert_cmpint (run (f, words), ==, 0);
  g_assert_cmpfloat (number (f, "penalty"), ==, 100); /* one can be at one place only */
  g_assert_cmpfloat (number (f, "bound"), ==, 100);
  g_assert_true (g_file_test (f->roster, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (f->mps, G_FILE_TEST_EXISTS));
}

static void
test_only_mps (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;
  const char *const words[] = { f->instance, "--mps", f->mps, NULL };
  g_assert_cmpint (run (f, words), ==, 0);
  g_assert_cmpstr (f->out, ==, "");
  g_assert_true (g_file_get_contents (f->mps, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "NAME"));
  g_assert_true (g_str_has_suffix (text, "ENDATA\n"));
}

static void
test_usage (Fixture *f, gconstpointer data)
{
  const struct {
    const char *words[6];
    const char *says;
  } cases[] = {
    { { NULL }, "number of arguments" },
    { { f->instance, NULL }, "--out" },
    { { f->instance, f->instance, "--out", f->roster, NULL }, "number of arguments" },
    { { f->instance, "--out", f->roster, "--time-limit", "0", NULL }, "--time-limit" },
    { { f->instance, "--out", f->roster, "--time-limit", "nan", NULL }, "--time-limit" },
    { { f->instance, "--out", f->roster, "--time-limit", "soon", NULL }, "soon" },
    { { f->instance, "--out", f->roster, "--threads", "0", NULL }, "--threads" },
    { { f->instance, "--out", f->roster, "--threads", "65", NULL }, "--threads" },
    { { f->instance, "--out", f->roster, "--seed", "x", NULL }, "x" },
    { { f->instance, "--out", f->roster, "--faster", NULL }, "--faster" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (run (f, cases[i].words), ==, 2);
      assert_says (f->err, cases[i].says);
      g_assert_cmpstr (f->out, ==, "");
    }
  g_assert_false (g_file_test (f->roster, G_FILE_TEST_EXISTS));
}

static const struct {
  const char *name, *text;
  const char *says[3]; /* file, line, field */
} malformed[] = {
  { "empty", "", { "bad.txt" } },
  { "binary", "\x01\x02\xff", { "bad.txt" } },
  { "no horizon", "SECTION_STAFF\nA,D=3,1440,0,3,1,1,1\n", { "bad.txt" } },
  { "horizon is a word", "SECTION_HORIZON\nlong\n", { "bad.txt", "2", "long" } },
  { "unknown shift",
    "SECTION_HORIZON\n3\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=3,1440,0,3,1,1,1\n"
    "SECTION_COVER\n0,N,1,100,1\n",
    { "bad.txt", "8", "N" } },
  { "field missing",
    "SECTION_HORIZON\n3\nSECTION_SHIFTS\nD,480,\nSECTION_STAFF\nA,D=3,1440,0,3,1,1\n",
    { "bad.txt", "6" } },
};

static void
test_malformed (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autofree char *path = write_file (f, "bad.txt", malformed[i].text);
      const char *const words[] = { path, "--out", f->roster, "--mps", f->mps, NULL };
      g_test_message ("%s", malformed[i].name);
      g_assert_cmpint (run (f, words), ==, 1);
      for (guint j = 0; j < 3 && malformed[i].says[j]; j++)
        assert_says (f->err, malformed[i].says[j]);
      g_assert_false (g_file_test (f->roster, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (f->mps, G_FILE_TEST_EXISTS));
    }
}

static void
test_files (Fixture *f, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (f->dir, "missing.txt", NULL);
  g_autofree char *nowhere = g_build_filename (f->dir, "nowhere", "roster.csv", NULL);
  const struct {
    const char *words[6];
    const char *says;
  } cases[] = {
    { { missing, "--out", f->roster, NULL }, "missing.txt" },
    { { f->dir, "--out", f->roster, NULL }, f->dir },
    { { f->instance, "--out", nowhere, NULL }, nowhere },
    { { f->instance, "--mps", nowhere, NULL }, nowhere },
    { { f->instance, "--out", f->dir, NULL }, f->dir },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (run (f, cases[i].words), ==, 1);
      assert_says (f->err, cases[i].says);
      g_assert_false (g_file_test (f->roster, G_FILE_TEST_EXISTS));
    }
}

/* A third of a year of 40 people: nobody proves that in the time it would be given. */
static char *
write_large (Fixture *f)
{
  g_autoptr (GString) text = g_string_new ("SECTION_HORIZON\n112\nSECTION_SHIFTS\nE,480,\n"
                                           "D,480,E\nL,480,E|D\nSECTION_STAFF\n");
  for (int e = 0; e < 40; e++)
    g_string_append_printf (text, "P%d,E=112|D=112|L=112,31200,26400,5,2,2,8\n", e);
  g_string_append (text, "SECTION_SHIFT_ON_REQUESTS\n");
  for (int e = 0; e < 40; e++)
    for (int d = e % 7; d < 112; d += 11)
      g_string_append_printf (text, "P%d,%d,%c,%d\n", e, d, "EDL"[(e + d) % 3], 1 + (e * d) % 3);
  g_string_append (text, "SECTION_COVER\n");
  for (int d = 0; d < 112; d++)
    for (int k = 0; k < 3; k++)
      g_string_append_printf (text, "%d,%c,%d,100,1\n", d, "EDL"[k], 6 + (d * 5 + k * 3) % 5);
  return write_file (f, "large.txt", text->str);
}

static void
test_interrupted (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_large (f);
  const char *const words[] = { path, "--out", f->roster, "--time-limit", "120", NULL };
  g_autoptr (GSubprocess) process = start (words);
  g_usleep (2 * G_USEC_PER_SEC); /* in the middle of the root */
  gint64 began = g_get_monotonic_time ();
  g_subprocess_send_signal (process, SIGINT);
  g_assert_cmpint (finish (f, process), ==, 0);
  double seconds = (g_get_monotonic_time () - began) / 1e6;
  g_test_message ("ended %.2f s after Ctrl+C", seconds);
#ifdef __SANITIZE_ADDRESS__
  g_assert_cmpfloat (seconds, <, 10);
#else
  g_assert_cmpfloat (seconds, <, 1);
#endif
  g_assert_cmpfloat (number (f, "penalty"), >, 0);
  g_assert_cmpfloat (number (f, "seconds"), <, 60);
  g_autofree char *text = NULL;
  g_assert_true (g_file_get_contents (f->roster, &text, NULL, NULL));
  assert_says (text, "P39,");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

/* The one gap of consoles, commands and benches: also where the best costs nothing or is a gain. */
static void
test_gap (void)
{
  static const struct {
    double best, bound, gap;
  } cases[] = {
    { 100, 99, 0.01 }, { 100, 100, 0 },   { 100, 101, 0 },  { 0, 0, 0 },
    { 0, -5, 1 },      { -10, -11, 0.1 }, { 10, -1000, 1 }, { 10, -INFINITY, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (tw_duty_roster_gap (cases[i].best, cases[i].bound),
                                    cases[i].gap, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ctl_path = g_build_filename (g_getenv ("TW_BIN_DIR") != NULL ? g_getenv ("TW_BIN_DIR") : ".",
                               "tidewatchctl", NULL);
  g_assert_true (g_file_test (ctl_path, G_FILE_TEST_IS_EXECUTABLE));
  ADD ("/roster-bench/solves", test_solves);
  ADD ("/roster-bench/only-mps", test_only_mps);
  ADD ("/roster-bench/usage", test_usage);
  ADD ("/roster-bench/malformed", test_malformed);
  ADD ("/roster-bench/files", test_files);
  ADD ("/roster-bench/interrupted", test_interrupted);
  g_test_add_func ("/roster-bench/F10/gap", test_gap);
  int code = g_test_run ();
  g_free (ctl_path);
  return code;
}
