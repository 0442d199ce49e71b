// SPDX-License-Identifier: Apache-2.0
/* F01, F07, F80: tidewatchctl as a script uses it: exit codes, words of errors, JSON, the whole way
 * of a small file. */
#include "base/tw-json.h"
#include "tests/duty/tw-duty-fixture.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static char *ctl_path;

typedef struct {
  char *dir, *db;
  char *out, *err;
  int code;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->dir = g_dir_make_tmp ("tw-ctl-XXXXXX", NULL);
  f->db = g_build_filename (f->dir, "db", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  fixture_remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->db);
  g_free (f->out);
  g_free (f->err);
}

/* Runs tidewatchctl --db DIR --quiet ARGS, a NULL-terminated list. */
static int
run (Fixture *f, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *word;
  va_list args;

  g_ptr_array_add (argv, ctl_path);
  g_ptr_array_add (argv, (gpointer) "--db");
  g_ptr_array_add (argv, f->db);
  g_ptr_array_add (argv, (gpointer) "--quiet");
  va_start (args, f);
  while ((word = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) word);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  process =
      g_subprocess_newv ((const char *const *) argv->pdata,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_clear_pointer (&f->out, g_free);
  g_clear_pointer (&f->err, g_free);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &f->out, &f->err, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  f->code = g_subprocess_get_exit_status (process);
  return f->code;
}

static JsonObject *
parse_out (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object = tw_json_parse_object (f->out, -1, 1 << 20, &error);

  g_assert_no_error (error);
  return object;
}

static char *
write_file (Fixture *f, const char *name, const char *text)
{
  char *path = g_build_filename (f->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
assert_says (const char *text, const char *needle)
{
  if (strstr (text, needle) == NULL)
    g_error ("\"%s\" does not say \"%s\"", text, needle);
}

static void
test_usage (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, NULL), ==, 2);
  assert_says (f->err, "demo create");
  g_assert_cmpint (run (f, "--help", NULL), ==, 0);
  assert_says (f->out, "import requests");
  g_assert_cmpint (run (f, "--version", NULL), ==, 0);
  g_assert_cmpint (run (f, "dance", NULL), ==, 2);
  g_assert_cmpint (run (f, "--frobnicate", "status", NULL), ==, 2);
  g_assert_cmpint (run (f, "demo", "create", "--seed", "-1", NULL), ==, 2);
  g_assert_cmpint (run (f, "demo", "create", "--end", "tomorrowish", NULL), ==, 2);
  g_assert_cmpint (run (f, "search", NULL), ==, 2);
  g_assert_cmpint (run (f, "search", "x", "--limit", "0", NULL), ==, 2);
  g_assert_cmpint (run (f, "import", "map", "x", "--datum", "mars2000", NULL), ==, 2);
  assert_says (f->err, "mars2000");
  g_assert_cmpint (run (f, "import", "map", "x", "--as", "kommune", NULL), ==, 2);
  assert_says (f->err, "--as community");
  g_assert_cmpint (run (f, "import", "requests", "x", "--map", "wenn=a", NULL), ==, 2);
  assert_says (f->err, "wenn");
  g_assert_cmpint (run (f, "import", "requests", "x", "--delimiter", "ab", NULL), ==, 2);
  g_assert_cmpint (run (f, "forecast", "bench", "x", "--horizon", "0", NULL), ==, 2);
  g_assert_cmpint (run (f, "forecast", "bench", "x", "--horizon", "3", "--season", "9", "--season2",
                        "4", NULL),
                   ==, 2);
  g_assert_cmpint (run (f, "forecast", "backtest", "--origins", "0", NULL), ==, 2);
  g_assert_cmpint (run (f, "roster", "solve", "--level", "p99", NULL), ==, 2);
  g_assert_cmpint (run (f, "roster", "solve", "--pools", "army", NULL), ==, 2);
  assert_says (f->err, "freelance");
  g_assert_cmpint (run (f, "roster", "solve", "--gap", "2", NULL), ==, 2);
  g_assert_cmpint (run (f, "roster", "solve", "--time-limit", "0", NULL), ==, 2);
  g_assert_cmpint (run (f, "roster", "submit", "--days", "9", NULL), ==, 2);
  g_assert_cmpint (run (f, "roster", "roll-back", "first", NULL), ==, 2);
  assert_says (f->err, "first");
  g_assert_cmpint (run (f, "roster", "decide", "claim:x", "perhaps", NULL), ==, 2);
  assert_says (f->err, "perhaps");
  g_assert_cmpint (run (f, "roster", "claim", "shift:x", "person:x", "--for", "shift:y", NULL), ==,
                   2);
  assert_says (f->err, "--with");
  g_assert_cmpint (run (f, "roster", "notices", "--limit", "0", NULL), ==, 2);
  g_assert_cmpint (run (f, "officer", "add", "x", "--rights", "plan,fly", NULL), ==, 2);
  assert_says (f->err, "approve");
  /* None of these made a data folder. */
  g_assert_false (g_file_test (f->db, G_FILE_TEST_EXISTS));
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (run (f, "status", NULL), ==, 1);
  assert_says (f->err, f->db);
  g_assert_cmpint (run (f, "import", "requests", "/nowhere/calls.csv", NULL), ==, 1);
  assert_says (f->err, "/nowhere/calls.csv");
  g_assert_cmpint (run (f, "import", "map", "/nowhere/town.osm", NULL), ==, 1);
  assert_says (f->err, "/nowhere/town.osm");
  g_assert_cmpint (run (f, "forecast", "bench", "/nowhere/m4.csv", "--horizon", "3", "--season",
                        "1", NULL),
                   ==, 1);
  g_assert_cmpint (run (f, "restore", NULL), ==, 2);
}

static const char calls[] = "number,received,kind,latitude,longitude,what\n"
                            "1,2026-11-20 08:15,repair,30.001,104.001,路灯不亮\n"
                            "2,2026-11-20 09:30,care,30.002,104.002,陪诊\n"
                            "3,2026-11-20 18:45,care,,,取药\n"
                            "4,yesterday,care,30.002,104.002,no time\n";

static void
test_requests (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f, "calls.csv", calls);
  g_autofree char *rejects = NULL;
  g_autoptr (JsonObject) first = NULL, second = NULL, status = NULL, hits = NULL;
  const char *const mapping =
      "id=number,when=received,service=kind,lat=latitude,lon=longitude,text=what,channel==hotline";

  g_assert_cmpint (run (f, "--json", "import", "requests", path, "--map", mapping, NULL), ==, 0);
  first = parse_out (f);
  g_assert_cmpint (tw_json_get_int (first, "rows", -1), ==, 4);
  g_assert_cmpint (tw_json_get_int (first, "added", -1), ==, 3);
  g_assert_cmpint (tw_json_get_int (first, "rejected", -1), ==, 1);
  g_assert_cmpint (tw_json_get_int (first, "unplaced", -1), ==, 1);
  g_assert_true (
      g_file_get_contents (tw_json_get_string (first, "rejects", ""), &rejects, NULL, NULL));
  assert_says (rejects, "yesterday");
  /* The mapping is remembered by the header; nothing comes in twice. */
  g_assert_cmpint (run (f, "--json", "import", "requests", path, NULL), ==, 0);
  second = parse_out (f);
  g_assert_cmpint (tw_json_get_int (second, "added", -1), ==, 0);
  g_assert_cmpint (tw_json_get_int (second, "known", -1), ==, 3);
  g_assert_cmpint (run (f, "--json", "status", NULL), ==, 0);
  status = parse_out (f);
  g_assert_cmpint (tw_json_get_int (status, "requests", -1), ==, 3);
  g_assert_cmpint (tw_json_get_int (status, "unplaced", -1), ==, 1);
  g_assert_cmpint (run (f, "--json", "search", "路灯", NULL), ==, 0);
  hits = parse_out (f);
  g_assert_cmpuint (json_array_get_length (tw_json_get_array (hits, "hits")), ==, 1);
  /* A day is no history: the forecast says what it lacks. */
  g_assert_cmpint (run (f, "forecast", "run", NULL), ==, 1);
  assert_says (f->err, "14");
  g_assert_cmpint (run (f, "forecast", "backtest", NULL), ==, 1);
  g_assert_cmpint (run (f, "roster", "solve", "--dry-run", NULL), ==, 1); /* nobody to plan with */
  assert_says (f->err, "people");
}

static const char town[] =
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":"
    "\"东街\"},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[104,30],[104.01,30],[104.01,30.01],"
    "[104,30.01],[104,30]]]}}]}";

static gint64
count_status (Fixture *f, const char *member)
{
  g_autoptr (JsonObject) status = NULL;

  g_assert_cmpint (run (f, "--json", "status", NULL), ==, 0);
  status = parse_out (f);
  return tw_json_get_int (status, member, -1);
}

static char *
dup_undone (Fixture *f)
{
  g_autoptr (JsonObject) object = parse_out (f);

  return g_strdup (tw_json_get_string (object, "undone", NULL));
}

/* Imports are taken back in another process than the one that made them, the last one first. */
static void
test_undo (Fixture *f, gconstpointer data)
{
  g_autofree char *csv = write_file (f, "calls.csv", calls);
  g_autofree char *map = write_file (f, "town.geojson", town), *id = NULL;
  g_autoptr (JsonObject) list = NULL;
  JsonArray *imports;

  g_assert_cmpint (run (f, "undo", NULL), ==, 1);
  assert_says (f->err, f->db);
  g_assert_cmpint (run (f, "import", "requests", csv, "--map",
                        "id=number,when=received,service=kind,lat=latitude,lon=longitude", NULL),
                   ==, 0);
  g_assert_cmpint (run (f, "import", "map", map, "--as", "community", NULL), ==, 0);
  g_assert_cmpint (count_status (f, "map_features"), >, 0);
  g_assert_cmpint (run (f, "undo", "--list", "x", NULL), ==, 2);
  g_assert_cmpint (run (f, "undo", "import:none", NULL), ==, 1);
  g_assert_cmpint (run (f, "undo", "--list", NULL), ==, 0);
  assert_says (f->out, "calls.csv");
  assert_says (f->out, "town.geojson");
  g_assert_cmpint (run (f, "undo", NULL), ==, 0);
  assert_says (f->out, "town.geojson");
  g_assert_cmpint (count_status (f, "map_features"), ==, 0);
  g_assert_cmpint (count_status (f, "requests"), ==, 3);
  g_assert_cmpint (run (f, "--json", "undo", NULL), ==, 0);
  id = dup_undone (f);
  g_assert_cmpint (count_status (f, "requests"), ==, 0);
  g_assert_cmpint (run (f, "undo", id, NULL), ==, 1);
  assert_says (f->err, "already");
  g_assert_cmpint (run (f, "undo", NULL), ==, 1);
  assert_says (f->err, "nothing");
  g_assert_cmpint (run (f, "--json", "undo", "--list", NULL), ==, 0);
  list = parse_out (f);
  imports = tw_json_get_array (list, "imports");
  g_assert_cmpuint (json_array_get_length (imports), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_true (tw_json_get_bool (json_array_get_object_element (imports, i), "undone", FALSE));
}

static void
test_care (Fixture *f, gconstpointer data)
{
  g_autofree char *path = write_file (f, "calls.csv", calls);
  g_autofree char *backup = g_build_filename (f->dir, "copy", NULL);
  g_autofree char *digest = NULL, *other = g_build_filename (f->dir, "other", NULL);

  g_assert_cmpint (run (f, "import", "requests", path, "--map",
                        "when=received,service=kind,text=what", NULL),
                   ==, 0);
  g_assert_cmpint (run (f, "digest", NULL), ==, 0);
  digest = g_strdup (f->out);
  g_assert_cmpint (run (f, "check", NULL), ==, 0);
  g_assert_cmpint (run (f, "check", "--rebuild", NULL), ==, 0);
  g_assert_cmpint (run (f, "digest", NULL), ==, 0);
  g_assert_cmpstr (f->out, ==, digest);
  g_assert_cmpint (run (f, "backup", backup, NULL), ==, 0);
  /* A backup is never written over. */
  g_assert_cmpint (run (f, "backup", backup, NULL), ==, 1);
  g_free (f->db);
  f->db = g_steal_pointer (&other);
  g_assert_cmpint (run (f, "restore", backup, NULL), ==, 0);
  g_assert_cmpint (run (f, "digest", NULL), ==, 0);
  g_assert_cmpstr (f->out, ==, digest);
}

static void
test_bench (Fixture *f, gconstpointer data)
{
  g_autofree char *good =
      write_file (f, "good.csv",
                  "id,V1,V2,V3,V4,V5,V6,V7,V8\na,1,2,1,2,1,2,1,2\nb,5,5,5,5,5,5,,\n");
  g_autofree char *bad = write_file (f, "bad.csv", "id,V1,V2,V3\na,1,2,3\nb,1,x,3\n");
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (run (f, "forecast", "bench", good, "--horizon", "3", "--season", "2", NULL), ==,
                   0);
  lines = g_strsplit (g_strstrip (f->out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2 * 6);
  g_assert_cmpstr (lines[0], ==, "id,what,F1,F2,F3");
  g_assert_true (g_str_has_prefix (lines[1], "a,point,"));
  g_assert_true (g_str_has_prefix (lines[7], "b,point,5"));
  g_assert_cmpint (run (f, "forecast", "bench", bad, "--horizon", "3", "--season", "2", NULL), ==,
                   1);
  assert_says (f->err, "3");
  assert_says (f->err, "x");
}

/* A centre with data of its own gets people and posts in, and rules to plan by. */
static void
test_setup (Fixture *f, gconstpointer data)
{
  g_autofree char *people = write_file (f, "people.csv",
                                        "姓名,类别,技能,电话,周工时,可用时间\n"
                                        "张一,社区工作者,急救,138,44,周一至周五 08:00-18:00\n"
                                        "王三,宇航员,,1,40,每天 8-17\n");
  g_autofree char *posts = write_file (f, "posts.csv",
                                       "post,skills,hours\n"
                                       "Desk,急救,Mon-Fri 09:00-17:00\n");

  g_assert_cmpint (run (f, "import", "people", people, NULL), ==, 0);
  assert_says (f->out, "1 added");
  assert_says (f->err, "line 3: pool: “宇航员”");
  g_assert_cmpint (run (f, "import", "people", people, NULL), ==, 0);
  assert_says (f->out, "0 added");
  g_assert_cmpint (run (f, "import", "posts", posts, NULL), ==, 0);
  g_assert_cmpint (run (f, "post", "set", "Desk", "--skills", "潜水", NULL), ==, 0);
  assert_says (f->out, "Nobody is qualified");
  g_assert_cmpint (run (f, "post", "set", "Desk", "--priority", "9", NULL), ==, 1);
  assert_says (f->err, "priority");
  g_assert_cmpint (run (f, "tide", "set", "早潮", "--share", "40", NULL), ==, 1);
  assert_says (f->err, "no right to change tide rules");
  g_assert_cmpint (run (f, "officer", "add", "主任", "--rights", "plan,approve", NULL), ==, 0);
  g_assert_cmpint (run (f, "officer", "use", "主任", NULL), ==, 0);
  g_assert_cmpint (run (f, "tide", "set", "早潮", "--window", "22:00-02:00", NULL), ==, 0);
  assert_says (f->out, "over midnight");
  g_assert_cmpint (run (f, "pack", "set", "community", "--rule", "day=12h", NULL), ==, 0);
  assert_says (f->out, "softer than 8 h (Labour Law, article 36)");
  g_assert_cmpint (run (f, "pack", "set", "community", "--rule", "dance=1", NULL), ==, 1);
  assert_says (f->err, "overtime_month");
  g_assert_cmpint (run (f, "--json", "tide", "list", NULL), ==, 0);
  g_autoptr (JsonObject) list = parse_out (f);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (list, "items")), ==, 1);
  g_assert_cmpint (run (f, "tide", "remove", "早潮", NULL), ==, 0);
  g_assert_cmpint (run (f, "tide", "remove", "早潮", NULL), ==, 1);
}

int
main (int argc, char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  ctl_path = g_build_filename (g_getenv ("TW_BIN_DIR") != NULL ? g_getenv ("TW_BIN_DIR") : ".",
                               "tidewatchctl", NULL);
  g_assert_true (g_file_test (ctl_path, G_FILE_TEST_IS_EXECUTABLE));
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/F80/ctl/usage", test_usage);
  ADD ("/F80/ctl/missing", test_missing);
  ADD ("/F01/ctl/requests", test_requests);
  ADD ("/F80/ctl/undo", test_undo);
  ADD ("/F80/ctl/care", test_care);
  ADD ("/F07/ctl/bench", test_bench);
  ADD ("/F11-F18/ctl/setup", test_setup);
#undef ADD
  code = g_test_run ();
  g_free (ctl_path);
  return code;
}
