// SPDX-License-Identifier: Apache-2.0
/*
 * Runs one fuzz target without a fuzzer, so that every build replays what fuzzing has taught.
 *
 *   replay-NAME NAME CORPUS-DIR [MUTATIONS]
 *
 * First the files of the corpus in the order of their names, then mutations of them. The mutations
 * come from a generator with a fixed seed: the same build replays the same inputs, and a failure
 * can be had again. They stop after TIME_LIMIT_S even if the count is not reached, which the TAP
 * line then says. The input being tried is kept in a global, and a fatal signal writes it to a file
 * next to the report, because the input is the one thing needed to mend the parser.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#define MUTATIONS 4000
#define TIME_LIMIT_S 4
#define INPUT_MAX (256 * 1024)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static const uint8_t *current_data;
static size_t current_size;
static char crash_path[256];

/* Only async-signal-safe calls: the process is already lost. */
static void
crash_cb (int number)
{
  static const char text[] = "# the input that failed was kept as ";
  int fd = open (crash_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd >= 0 && current_data != NULL && write (fd, current_data, current_size) >= 0)
    {
      (void) !write (STDOUT_FILENO, text, sizeof text - 1);
      (void) !write (STDOUT_FILENO, crash_path, strlen (crash_path));
      (void) !write (STDOUT_FILENO, "\n", 1);
    }
  signal (number, SIG_DFL);
  raise (number);
}

static void
watch_crashes (const char *name)
{
  static const int numbers[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };

  g_snprintf (crash_path, sizeof crash_path, "%s/crash-%s-%d", g_get_tmp_dir (), name,
              (int) getpid ());
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    signal (numbers[i], crash_cb);
}

/* A heap copy of the exact size, so that the sanitizer sees a read one byte past the end. */
static void
run_input (const uint8_t *data, gsize size)
{
  uint8_t *copy = malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  current_data = copy;
  current_size = size;
  LLVMFuzzerTestOneInput (copy, size);
  current_data = NULL;
  free (copy);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The files of the folder as GBytes, sorted by name; an empty array when there is no folder. */
static GPtrArray *
load_corpus (const char *folder)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      char *data;
      gsize size;

      if (g_file_get_contents (names->pdata[i], &data, &size, NULL))
        g_ptr_array_add (inputs, g_bytes_new_take (data, size));
    }
  return inputs;
}

/* A number below @below, or 0. */
static gsize
pick (GRand *rand, gsize below)
{
  return below == 0 ? 0 : g_rand_int (rand) % below;
}

/* The length of a piece of 1 to @most bytes that begins at @at and ends with the input. */
static gsize
pick_length (GRand *rand, gsize most, gsize left)
{
  gsize length = 1 + pick (rand, most);

  return MIN (length, left);
}

/* Takes a piece of another corpus file into the input, at a random place: crosses two formats'
 * structures. */
static void
splice_piece (GByteArray *input, GPtrArray *corpus, GRand *rand)
{
  gsize size;
  const guint8 *other = g_bytes_get_data (corpus->pdata[pick (rand, corpus->len)], &size);
  gsize from = pick (rand, size);
  gsize count = pick_length (rand, 4096, size - from);
  gsize at = pick (rand, input->len + 1);
  g_autoptr (GByteArray) tail = g_byte_array_new ();

  if (count == 0)
    return;
  g_byte_array_append (tail, input->data + at, input->len - at);
  g_byte_array_set_size (input, at);
  g_byte_array_append (input, other + from, count);
  g_byte_array_append (input, tail->data, tail->len);
}

/* One small change: a bit, a byte, a delicate character, a cut, a repeat, or a piece of another
 * file. */
static void
mutate_once (GByteArray *input, GPtrArray *corpus, GRand *rand)
{
  static const char delicate[] = "\0\"',;\n\r\t<>{}[]()-+.eE0129:/\\&\xef\xbb\xbf\xff\x80";
  gsize at = pick (rand, input->len);

  if (input->len == 0)
    {
      splice_piece (input, corpus, rand);
      return;
    }
  switch (pick (rand, 6))
    {
    case 0:
      input->data[at] ^= 1u << pick (rand, 8);
      break;
    case 1:
      input->data[at] = g_rand_int (rand) & 0xff;
      break;
    case 2:
      input->data[at] = delicate[pick (rand, sizeof delicate - 1)];
      break;
    case 3:
      g_byte_array_remove_range (input, at, pick_length (rand, 64, input->len - at));
      break;
    case 4:
      {
        gsize count = pick_length (rand, 64, input->len - at);
        g_autofree guint8 *piece = g_memdup2 (input->data + at, count);
        g_byte_array_append (input, piece, count);
        break;
      }
    default:
      splice_piece (input, corpus, rand);
    }
}

static guint
replay_mutations (GPtrArray *corpus, guint wanted)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261124);
  g_autoptr (GByteArray) input = g_byte_array_new ();
  gint64 end_us = g_get_monotonic_time () + TIME_LIMIT_S * G_USEC_PER_SEC;
  guint done = 0;

  while (done < wanted && g_get_monotonic_time () < end_us)
    {
      gsize size;
      const guint8 *seed = g_bytes_get_data (corpus->pdata[done % corpus->len], &size);
      guint changes = 1 + pick (rand, 8);

      g_byte_array_set_size (input, 0);
      g_byte_array_append (input, seed, size);
      for (guint i = 0; i < changes; i++)
        mutate_once (input, corpus, rand);
      if (input->len > INPUT_MAX)
        g_byte_array_set_size (input, INPUT_MAX);
      run_input (input->data, input->len);
      done++;
    }
  return done;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) corpus = NULL;
  guint wanted = argc > 3 ? (guint) g_ascii_strtoull (argv[3], NULL, 10) : MUTATIONS;
  guint done;

  if (argc < 3)
    {
      g_printerr ("usage: %s NAME CORPUS-DIR [MUTATIONS]\n", argv[0]);
      return 2;
    }
  watch_crashes (argv[1]);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  corpus = load_corpus (argv[2]);

  g_print ("TAP version 13\n1..2\n");
  if (corpus->len == 0)
    {
      g_print ("not ok 1 - fuzz/%s/corpus # no file in %s\nnot ok 2 - fuzz/%s/mutations\n", argv[1],
               argv[2], argv[1]);
      return 1;
    }
  run_input ((const uint8_t *) "", 0);
  for (guint i = 0; i < corpus->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (corpus->pdata[i], &size);
      run_input (data, size);
    }
  g_print ("# %u files\nok 1 - fuzz/%s/corpus\n", corpus->len, argv[1]);

  done = replay_mutations (corpus, wanted);
  g_print ("# %u of %u mutations%s\nok 2 - fuzz/%s/mutations\n", done, wanted,
           done < wanted ? ", stopped by the time limit" : "", argv[1]);
  return 0;
}
