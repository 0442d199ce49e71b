// SPDX-License-Identifier: Apache-2.0
#include "config.h"

#include "intake/tw-import-roster.h"

#include "base/tw-error.h"
#include "base/tw-id.h"
#include "base/tw-json.h"
#include "base/tw-week-hours.h"
#include "intake/tw-rejects.h"
#include "store/tw-query.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_ROWS 20000

typedef enum {
  FIELD_NAME,
  FIELD_POOL,
  FIELD_SKILLS,
  FIELD_COMMUNITY,
  FIELD_PHONE,
  FIELD_WEEK,
  FIELD_HOURS, /* availability of a person, hours of a post */
  FIELD_EMPLOYER,
  FIELD_ID,
  FIELD_PLACE,
  FIELD_SERVICE,
  FIELD_PRIORITY,
  FIELD_PER_HOUR,
  FIELD_HEADS,
  FIELD_DAY, /* and the six that follow */
  N_FIELDS = FIELD_DAY + 7,
} Field;

static const struct {
  const char *key, *names; /* names with | before, between and after */
} fields[N_FIELDS] = {
  [FIELD_NAME] = { "name", "|name|姓名|名字|名称|岗位|岗位名称|post|person|" },
  [FIELD_POOL] = { "pool", "|pool|pools|类别|人员类别|类型|身份|人员类型|可用人员|" },
  [FIELD_SKILLS] = { "skills", "|skills|skill|技能|技能标签|所需技能|资质|" },
  [FIELD_COMMUNITY] = { "community", "|community|社区|所属社区|居委会|" },
  [FIELD_PHONE] = { "phone", "|phone|telephone|mobile|tel|电话|手机|手机号|联系电话|联系方式|" },
  [FIELD_WEEK] = { "hours_week",
                   "|hoursweek|hoursaweek|hoursperweek|weeklyhours|hoursweekmax|周工时|每"
                   "周工时|周最长工时|每周小时数|周小时|" },
  [FIELD_HOURS] = { "availability",
                    "|availability|available|hours|openinghours|可用时间|可排时间|可服"
                    "务时间|开放时间|时间|时段|岗位时间|" },
  [FIELD_EMPLOYER] = { "employer", "|employer|company|单位|用人单位|所属单位|" },
  [FIELD_ID] = { "id", "|id|number|编号|工号|人员编号|岗位编号|" },
  [FIELD_PLACE] = { "place", "|place|location|地点|场所|位置|" },
  [FIELD_SERVICE] = { "service", "|service|服务|服务类别|服务事项|" },
  [FIELD_PRIORITY] = { "priority", "|priority|优先级|" },
  [FIELD_PER_HOUR] = { "per_hour", "|perhour|每小时|每小时件数|每人每小时件数|" },
  [FIELD_HEADS] = { "heads", "|heads|minheads|people|最少人数|人数|" },
  [FIELD_DAY + 0] = { "mon", "|mon|monday|周一|星期一|" },
  [FIELD_DAY + 1] = { "tue", "|tue|tuesday|周二|星期二|" },
  [FIELD_DAY + 2] = { "wed", "|wed|wednesday|周三|星期三|" },
  [FIELD_DAY + 3] = { "thu", "|thu|thursday|周四|星期四|" },
  [FIELD_DAY + 4] = { "fri", "|fri|friday|周五|星期五|" },
  [FIELD_DAY + 5] = { "sat", "|sat|saturday|周六|星期六|" },
  [FIELD_DAY + 6] = { "sun", "|sun|sunday|周日|星期日|星期天|" },
};

static const struct {
  const char *key, *names;
} pools[] = {
  { "community", "|community|communityworker|社区工作者|社工|网格员|社区|" },
  { "property", "|property|propertystaff|物业员工|物业|物业人员|" },
  { "volunteer", "|volunteer|志愿者|义工|" },
  { "freelance", "|freelance|freelancer|灵活就业人员|灵活就业|兼职|" },
};

typedef struct {
  TwStore *store;
  gboolean people; /* else posts */
  TwCsv *csv;
  TwRejects *rejects;
  int columns[N_FIELDS];            /* -1: none */
  GHashTable *communities, *places; /* name or code -> id; "" where it means more than one */
  GHashTable *services;             /* key or name -> key */
  GHashTable *seen;                 /* id -> line + 1 */
  GHashTable *texts;                /* id -> canonical body */
  TwRosterFile *file;
} Reading;

static void
row_free (gpointer data)
{
  TwRosterRow *row = data;

  g_free (row->id);
  g_free (row->name);
  json_object_unref (row->body);
  g_free (row);
}

void
tw_roster_file_free (TwRosterFile *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->ignored);
  g_free (self->rejects_path);
  g_free (self->first_reject);
  g_free (self);
}

/* --- names ------------------------------------------------------------------------------------ */

/* Without case, spaces, punctuation and what stands in brackets. */
static char *
fold (const char *name)
{
  g_autofree char *lower = g_utf8_strdown (name, -1);
  GString *folded = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      if (c == '(' || c == 0xff08)
        break;
      if (g_unichar_isalnum (c))
        g_string_append_unichar (folded, c);
    }
  return g_string_free (folded, FALSE);
}

static gboolean
is_one_of (const char *names, const char *word)
{
  g_autofree char *folded = fold (word);
  g_autofree char *needle = g_strconcat ("|", folded, "|", NULL);

  return *folded != '\0' && strstr (names, needle) != NULL;
}

static void
note_name (GHashTable *table, const char *name, const char *id)
{
  const char *known = name != NULL && *name != '\0' ? g_hash_table_lookup (table, name) : id;

  if (known == NULL)
    g_hash_table_insert (table, g_strdup (name), g_strdup (id));
  else if (strcmp (known, id) != 0)
    g_hash_table_insert (table, g_strdup (name), g_strdup (""));
}

static void
note_doc (GHashTable *table, const TwDoc *doc)
{
  note_name (table, tw_json_get_string (doc->body, "name", NULL), doc->id);
  note_name (table, tw_json_get_string (doc->body, "name_en", NULL), doc->id);
  note_name (table, tw_json_get_string (doc->body, "code", NULL), doc->id);
  note_name (table, doc->id, doc->id);
}

static gboolean
read_names (Reading *self, GError **error)
{
  g_autoptr (GPtrArray) places = tw_query_docs_by_type (self->store, "place", error);
  g_autoptr (GPtrArray) services =
      places != NULL ? tw_query_docs_by_type (self->store, "service", error) : NULL;

  if (services == NULL)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    {
      const TwDoc *doc = places->pdata[i];
      note_doc (self->places, doc);
      if (strcmp (tw_json_get_string (doc->body, "kind", ""), "community") == 0)
        note_doc (self->communities, doc);
    }
  for (guint i = 0; i < services->len; i++)
    {
      const TwDoc *doc = services->pdata[i];
      const char *key = tw_json_get_string (doc->body, "key", "");
      note_name (self->services, key, key);
      note_name (self->services, tw_json_get_string (doc->body, "name", NULL), key);
      note_name (self->services, tw_json_get_string (doc->body, "name_en", NULL), key);
    }
  return TRUE;
}

/* --- the header ------------------------------------------------------------------------------- */

static gboolean
needs (const Reading *self, GError **error)
{
  static const Field of_people[] = { FIELD_NAME, FIELD_POOL, FIELD_WEEK, FIELD_HOURS };
  static const Field of_posts[] = { FIELD_NAME, FIELD_HOURS };
  const Field *wanted = self->people ? of_people : of_posts;
  guint n = self->people ? G_N_ELEMENTS (of_people) : G_N_ELEMENTS (of_posts);
  gboolean by_day = FALSE;

  for (int d = 0; d < 7; d++)
    by_day |= self->columns[FIELD_DAY + d] >= 0;
  for (guint i = 0; i < n; i++)
    if (self->columns[wanted[i]] < 0 && !(wanted[i] == FIELD_HOURS && by_day))
      {
        g_autoptr (GString) there = g_string_new (NULL);
        for (guint c = 0; c < tw_csv_n_fields (self->csv); c++)
          g_string_append_printf (there, "%s%s", c > 0 ? ", " : "", tw_csv_field (self->csv, c));
        g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD,
                     _ ("The column “%s” is missing; the first row names: %s"),
                     fields[wanted[i]].key, there->str);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_header (Reading *self, GError **error)
{
  TwCsvStatus status = tw_csv_next (self->csv, error);

  if (status == TW_CSV_END)
    g_set_error_literal (error, TW_DATA_ERROR, TW_DATA_ERROR_SYNTAX, _ ("The file is empty"));
  if (status != TW_CSV_ROW)
    return FALSE;
  for (int f = 0; f < N_FIELDS; f++)
    self->columns[f] = -1;
  for (guint c = 0; c < tw_csv_n_fields (self->csv); c++)
    {
      const char *name = tw_csv_field (self->csv, c);
      int f = 0;
      while (f < N_FIELDS && (self->columns[f] >= 0 || !is_one_of (fields[f].names, name)))
        f++;
      if (f < N_FIELDS)
        self->columns[f] = (int) c;
      else if (*name != '\0')
        g_ptr_array_add (self->file->ignored, g_strdup (name));
    }
  return needs (self, error);
}

/* --- a row ------------------------------------------------------------------------------------ */

static char *
field (const Reading *self, Field f)
{
  const char *text = self->columns[f] >= 0 ? tw_csv_field (self->csv, self->columns[f]) : "";

  return g_strstrip (g_strdup (text));
}

static gboolean refuse (Field f, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* "pool: ..." */
static gboolean
refuse (Field f, GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_FIELD, "%s: %s", fields[f].key, reason);
  return FALSE;
}

static gboolean
set_number (const Reading *self, Field f, double min, double max, double fallback, gboolean whole,
            const char *member, JsonObject *body, GError **error)
{
  g_autofree char *text = field (self, f);
  char *end = text;
  double value = *text != '\0' ? g_ascii_strtod (text, &end) : fallback;

  if (*end != '\0' || !isfinite (value) || value < min || value > max
      || (whole && value != floor (value)))
    return refuse (f, error, _ ("“%s” is no number from %g to %g"), text, min, max);
  if (whole)
    json_object_set_int_member (body, member, (gint64) value);
  else
    json_object_set_double_member (body, member, value);
  return TRUE;
}

static gboolean
set_known (const Reading *self, Field f, GHashTable *table, JsonObject *body, GError **error)
{
  g_autofree char *text = field (self, f);
  const char *id = *text != '\0' ? g_hash_table_lookup (table, text) : NULL;

  if (*text == '\0')
    return TRUE;
  if (id == NULL)
    return refuse (f, error, _ ("“%s” is not known: import or add it first, or leave this empty"),
                   text);
  if (*id == '\0')
    return refuse (f, error, _ ("more than one is called “%s”: give its code"), text);
  json_object_set_string_member (body, fields[f].key, id);
  return TRUE;
}

static const char *
find_pool (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    if (is_one_of (pools[i].names, word))
      return pools[i].key;
  return NULL;
}

static JsonArray *
split_words (const char *text)
{
  g_autoptr (GRegex) gaps = g_regex_new ("[,，、;；/|]", 0, 0, NULL);
  g_auto (GStrv) words = g_regex_split (gaps, text, 0);
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      json_array_add_string_element (array, words[i]);
  return array;
}

static gboolean
set_skills (const Reading *self, JsonObject *body, GError **error)
{
  g_autofree char *text = field (self, FIELD_SKILLS);
  g_autoptr (JsonArray) skills = split_words (text);

  for (guint i = 0; i < json_array_get_length (skills); i++)
    if (strlen (json_array_get_string_element (skills, i)) > 64)
      return refuse (FIELD_SKILLS, error, _ ("“%s” is too long for a skill"),
                     json_array_get_string_element (skills, i));
  json_object_set_array_member (body, "skills", g_steal_pointer (&skills));
  return TRUE;
}

static gboolean
set_pools (const Reading *self, JsonObject *body, GError **error)
{
  g_autofree char *text = field (self, FIELD_POOL);
  g_autoptr (JsonArray) words = split_words (text);
  JsonArray *keys;

  if (json_array_get_length (words) == 0)
    return TRUE;
  keys = json_array_new ();
  json_object_set_array_member (body, "pools", keys);
  for (guint i = 0; i < json_array_get_length (words); i++)
    {
      const char *key = find_pool (json_array_get_string_element (words, i));
      if (key == NULL)
        return refuse (FIELD_POOL, error,
                       _ ("“%s” is none of: community, property, volunteer, freelance"),
                       json_array_get_string_element (words, i));
      json_array_add_string_element (keys, key);
    }
  return TRUE;
}

static void
add_window (JsonArray *array, const TwWeekWindow *from, int weekday)
{
  JsonObject *window = json_object_new ();

  json_object_set_int_member (window, "weekday", weekday);
  json_object_set_int_member (window, "from_min", from->from_min);
  json_object_set_int_member (window, "to_min", from->to_min);
  json_array_add_object_element (array, window);
}

/* @weekday 0: as the text says; else the text is that of the day. */
static gboolean
add_hours (const Reading *self, Field f, int weekday, JsonArray *array, GError **error)
{
  g_autofree char *text = field (self, f);
  g_autoptr (GError) local = NULL;
  g_autoptr (GArray) windows = tw_week_hours_parse (text, &local);

  if (windows == NULL)
    return refuse (f, error, "%s", local->message);
  for (guint i = 0; i < windows->len; i++)
    {
      const TwWeekWindow *window = &g_array_index (windows, TwWeekWindow, i);
      /* A text without days holds on all: once is enough. */
      if (weekday == 0 || window->weekday == weekday)
        add_window (array, window, window->weekday);
    }
  return TRUE;
}

static gboolean
set_hours (const Reading *self, const char *member, JsonObject *body, GError **error)
{
  JsonArray *array = json_array_new ();

  json_object_set_array_member (body, member, array);
  if (self->columns[FIELD_HOURS] >= 0 && !add_hours (self, FIELD_HOURS, 0, array, error))
    return FALSE;
  for (int d = 0; d < 7; d++)
    if (self->columns[FIELD_DAY + d] >= 0 && !add_hours (self, FIELD_DAY + d, d + 1, array, error))
      return FALSE;
  if (json_array_get_length (array) == 0)
    return refuse (FIELD_HOURS, error, _ ("there are none: write them like “Mon-Fri 08:00-17:00”"));
  return TRUE;
}

static gboolean
set_name (const Reading *self, JsonObject *body, GError **error)
{
  g_autofree char *name = field (self, FIELD_NAME);

  if (*name == '\0')
    return refuse (FIELD_NAME, error, _ ("it is empty"));
  if (strlen (name) > 400)
    return refuse (FIELD_NAME, error, _ ("it is too long"));
  json_object_set_string_member (body, "name", name);
  return TRUE;
}

static gboolean
set_text (const Reading *self, Field f, gsize max_len, JsonObject *body, GError **error)
{
  g_autofree char *text = field (self, f);

  if (strlen (text) > max_len)
    return refuse (f, error, _ ("it is too long"));
  if (*text != '\0')
    json_object_set_string_member (body, fields[f].key, text);
  return TRUE;
}

static gboolean
fill_person (const Reading *self, JsonObject *body, GError **error)
{
  g_autofree char *word = field (self, FIELD_POOL);
  const char *pool = find_pool (word);

  if (!set_name (self, body, error))
    return FALSE;
  if (pool == NULL)
    return refuse (FIELD_POOL, error,
                   _ ("“%s” is none of: community, property, volunteer, freelance"), word);
  json_object_set_string_member (body, "pool", pool);
  return set_skills (self, body, error)
         && set_known (self, FIELD_COMMUNITY, self->communities, body, error)
         && set_text (self, FIELD_PHONE, 64, body, error)
         && set_text (self, FIELD_EMPLOYER, 400, body, error)
         && set_number (self, FIELD_WEEK, 0, 168, NAN, FALSE, "hours_week_max", body, error)
         && set_hours (self, "availability", body, error);
}

static gboolean
fill_post (const Reading *self, JsonObject *body, GError **error)
{
  json_object_set_boolean_member (body, "active", TRUE);
  return set_name (self, body, error) && set_skills (self, body, error)
         && set_pools (self, body, error)
         && set_known (self, FIELD_PLACE, self->places, body, error)
         && set_known (self, FIELD_COMMUNITY, self->communities, body, error)
         && set_known (self, FIELD_SERVICE, self->services, body, error)
         && set_number (self, FIELD_PRIORITY, 1, 5, 3, TRUE, "priority", body, error)
         && set_number (self, FIELD_PER_HOUR, 0.01, 1000, 1, FALSE, "per_hour", body, error)
         && set_number (self, FIELD_HEADS, 0, 1000, 1, TRUE, "min_heads", body, error)
         && set_hours (self, "hours", body, error);
}

static char *
make_id (const Reading *self, JsonObject *body)
{
  g_autofree char *number = field (self, FIELD_ID);
  const char *name = tw_json_get_string (body, "name", "");
  const char *phone = tw_json_get_string (body, "phone", "");
  const char *community = tw_json_get_string (body, "community", "");

  if (*number != '\0')
    return tw_id_derived (self->people ? "person" : "post", "file", number, NULL);
  if (!self->people)
    return tw_id_derived ("post", "file", name, tw_json_get_string (body, "place", ""), community,
                          NULL);
  if (*phone != '\0')
    return tw_id_derived ("person", "file", name, phone, NULL);
  return tw_id_derived ("person", "file", name, tw_json_get_string (body, "pool", ""), community,
                        NULL);
}

/* --- the file --------------------------------------------------------------------------------- */

static gboolean
reject (Reading *self, guint64 line, const char *reason, gboolean readable, GError **error)
{
  if (self->file->first_reject == NULL)
    self->file->first_reject = g_strdup_printf (_ ("line %u: %s"), (guint) line, reason);
  self->file->n_rejected++;
  return tw_rejects_add (self->rejects, line, reason, readable ? self->csv : NULL, error);
}

/* Keeps @body, unless the file has told the same before. */
static gboolean
keep_row (Reading *self, JsonObject *body, GError **error)
{
  g_autofree char *id = make_id (self, body);
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 line = tw_csv_line (self->csv);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (self->seen, id));

  tw_json_canonical (body, text);
  if (before > 0)
    {
      g_autofree char *reason = g_strdup_printf (_ ("name: the same as in line %u"), before);
      if (strcmp (g_hash_table_lookup (self->texts, id), text->str) != 0)
        return reject (self, line, reason, TRUE, error);
      self->file->n_repeated++;
      return TRUE;
    }
  TwRosterRow *row = g_new0 (TwRosterRow, 1);
  row->id = g_strdup (id);
  row->name = g_strdup (tw_json_get_string (body, "name", ""));
  row->body = json_object_ref (body);
  row->line = line;
  g_ptr_array_add (self->file->rows, row);
  g_hash_table_insert (self->seen, g_strdup (id), GUINT_TO_POINTER ((guint) line));
  g_hash_table_insert (self->texts, g_strdup (id), g_strdup (text->str));
  return TRUE;
}

static gboolean
take_row (Reading *self, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GError) local = NULL;

  if (self->people ? fill_person (self, body, &local) : fill_post (self, body, &local))
    return keep_row (self, body, error);
  return reject (self, tw_csv_line (self->csv), local->message, TRUE, error);
}

static gboolean
read_rows (Reading *self, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      switch (tw_csv_next (self->csv, &local))
        {
        case TW_CSV_END:
          return TRUE;
        case TW_CSV_FAIL:
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        case TW_CSV_BAD:
          if (!reject (self, tw_csv_line (self->csv), local->message, FALSE, error))
            return FALSE;
          break;
        case TW_CSV_ROW:
        default:
          if (!take_row (self, error))
            return FALSE;
          break;
        }
      if (++self->file->n_rows > MAX_ROWS)
        {
          g_set_error (error, TW_DATA_ERROR, TW_DATA_ERROR_TOO_BIG,
                       _ ("The file has more than %d rows: split it"), MAX_ROWS);
          return FALSE;
        }
    }
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

TwRosterFile *
tw_roster_file_read (TwStore *store, const char *type, const char *path, gint64 now_us,
                     GError **error)
{
  g_autoptr (TwCsv) csv = tw_csv_open (path, NULL, error);
  if (csv == NULL)
    return NULL;
  g_autoptr (TwRejects) rejects = tw_rejects_new (tw_store_get_dir (store), path, now_us, NULL);
  g_autoptr (GHashTable) communities = new_table (), places = new_table ();
  g_autoptr (GHashTable) services = new_table (), texts = new_table ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (TwRosterFile) file = g_new0 (TwRosterFile, 1);
  Reading self = { .store = store,
                   .people = strcmp (type, "person") == 0,
                   .csv = csv,
                   .rejects = rejects,
                   .communities = communities,
                   .places = places,
                   .services = services,
                   .seen = seen,
                   .texts = texts,
                   .file = file };

  file->rows = g_ptr_array_new_with_free_func (row_free);
  file->ignored = g_ptr_array_new_with_free_func (g_free);
  if (!read_header (&self, error) || !read_names (&self, error) || !read_rows (&self, error)
      || !tw_rejects_finish (rejects, error))
    return NULL;
  file->rejects_path = g_strdup (tw_rejects_get_path (rejects));
  return g_steal_pointer (&file);
}
