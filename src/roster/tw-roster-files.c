// SPDX-License-Identifier: Apache-2.0
#include "roster/tw-roster-files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAX_DAYS 1000
#define MAX_PEOPLE 5000
#define MAX_KINDS 64
#define MAX_TASKS 200
#define MAX_NUMBER 1000000000

#define QUARTERS_A_DAY 96
#define FIRST_QUARTER 24 /* the grid of activities begins at 06:00 */
#define MISSING_HEAD 1000.0

typedef enum {
  SECTION_NONE,
  SECTION_HORIZON,
  SECTION_SHIFTS,
  SECTION_TASKS,
  SECTION_STAFF,
  SECTION_DAYS_OFF,
  SECTION_ON,
  SECTION_OFF,
  SECTION_COVER,
  N_SECTIONS,
} Section;

static const char *const section_names[N_SECTIONS] = {
  "",
  "HORIZON",
  "SHIFTS",
  "TASKS",
  "STAFF",
  "DAYS_OFF",
  "SHIFT_ON_REQUESTS",
  "SHIFT_OFF_REQUESTS",
  "COVER",
};

typedef struct {
  char **fields;
  int n_fields;
  int number; /* line in the file, from 1 */
} Line;

typedef struct {
  const char *name;
  GPtrArray *lines[N_SECTIONS]; /* Line */
  GHashTable *people, *kinds;   /* name -> index + 1 */
  TwRosterProblem *problem;
  GError **error;
} Reader;

static void
line_free (gpointer data)
{
  Line *line = data;
  g_strfreev (line->fields);
  g_free (line);
}

static gboolean G_GNUC_PRINTF (4, 5)
    fail (Reader *self, const Line *line, int field, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  if (!line)
    g_set_error (self->error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_SYNTAX, "%s: %s", self->name, what);
  else
    g_set_error (self->error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_SYNTAX, "%s, line %d, field %d: %s",
                 self->name, line->number, field + 1, what);
  return FALSE;
}

static gboolean
read_number (Reader *self, const Line *line, int field, const char *text, int min, int max,
             int *ret)
{
  char *end = NULL;
  errno = 0;
  long value = text ? strtol (text, &end, 10) : 0;
  if (!text || end == text || *end || errno)
    return fail (self, line, field, "a whole number is expected, not \"%s\"", text ? text : "");
  if (value < min || value > max)
    return fail (self, line, field, "%ld is outside %d to %d", value, min, max);
  *ret = value;
  return TRUE;
}

static gboolean
number_at (Reader *self, const Line *line, int field, int min, int max, int *ret)
{
  return read_number (self, line, field, field < line->n_fields ? line->fields[field] : NULL, min,
                      max, ret);
}

static gboolean
name_at (Reader *self, const Line *line, int field, GHashTable *names, const char *what, int *ret)
{
  const char *text = field < line->n_fields ? line->fields[field] : "";
  int index = GPOINTER_TO_INT (g_hash_table_lookup (names, text));
  if (index == 0)
    return fail (self, line, field, "there is no %s \"%s\"", what, text);
  *ret = index - 1;
  return TRUE;
}

static Section
find_section (const char *text)
{
  for (int s = 1; s < N_SECTIONS; s++)
    if (strcmp (text, section_names[s]) == 0)
      return s;
  return SECTION_NONE;
}

static void
strip_fields (Line *line)
{
  line->n_fields = g_strv_length (line->fields);
  for (int i = 0; i < line->n_fields; i++)
    g_strstrip (line->fields[i]);
  while (line->n_fields > 1 && !*line->fields[line->n_fields - 1])
    line->n_fields--;
}

static gboolean
split_lines (Reader *self, const char *text, gsize length)
{
  Section section = SECTION_NONE;
  const char *end = text + length;
  for (int number = 1; text < end; number++)
    {
      const char *stop = memchr (text, '\n', end - text);
      g_autofree char *line_text = g_strndup (text, (stop ? stop : end) - text);
      text = stop ? stop + 1 : end;
      g_strstrip (line_text);
      if (!*line_text || *line_text == '#')
        continue;
      Line *line = g_new0 (Line, 1);
      line->fields = g_strsplit (line_text, ",", -1);
      line->number = number;
      strip_fields (line);
      if (g_str_has_prefix (line_text, "SECTION_"))
        {
          section = find_section (line_text + strlen ("SECTION_"));
          gboolean known =
              section != SECTION_NONE || fail (self, line, 0, "\"%s\" is not a section", line_text);
          line_free (line);
          if (!known)
            return FALSE;
        }
      else if (section == SECTION_NONE)
        {
          fail (self, line, 0,
                "a line SECTION_... is expected first; this is not a rostering instance");
          line_free (line);
          return FALSE;
        }
      else
        {
          g_ptr_array_add (self->lines[section], line);
        }
    }
  return TRUE;
}

static const Line *
line_of (const Reader *self, Section section, guint index)
{
  return g_ptr_array_index (self->lines[section], index);
}

static gboolean
read_single (Reader *self, Section section, int min, int max, int *ret)
{
  if (self->lines[section]->len == 0)
    return fail (self, NULL, 0, "the section %s is missing", section_names[section]);
  return number_at (self, line_of (self, section, 0), 0, min, max, ret);
}

static gboolean
check_count (Reader *self, Section section, guint max)
{
  guint n = self->lines[section]->len;
  if (n == 0)
    return fail (self, NULL, 0, "the section %s is missing or empty", section_names[section]);
  if (n > max)
    return fail (self, line_of (self, section, max), 0, "more than %u lines in the section %s", max,
                 section_names[section]);
  return TRUE;
}

static gboolean
add_name (Reader *self, GHashTable *names, const Line *line, const char *what, int index,
          char **ret)
{
  if (!*line->fields[0])
    return fail (self, line, 0, "a %s without a name", what);
  if (g_hash_table_contains (names, line->fields[0]))
    return fail (self, line, 0, "there are two entries \"%s\"", line->fields[0]);
  *ret = g_strdup (line->fields[0]);
  g_hash_table_insert (names, line->fields[0], GINT_TO_POINTER (index + 1));
  return TRUE;
}

/* --- one shift a day -------------------------------------------------------------------------- */

static gboolean
read_kinds (Reader *self)
{
  TwRosterProblem *problem = self->problem;
  for (int k = 0; k < problem->n_kinds; k++)
    {
      const Line *line = line_of (self, SECTION_SHIFTS, k);
      TwRosterKind *kind = &problem->kinds[k];
      if (!add_name (self, self->kinds, line, "shift", k, &kind->name)
          || !number_at (self, line, 1, 1, 24 * 60, &kind->minutes))
        return FALSE;
      kind->post = k;
      problem->posts[k].name = g_strdup (kind->name);
    }
  for (int k = 0; k < problem->n_kinds; k++)
    {
      const Line *line = line_of (self, SECTION_SHIFTS, k);
      g_auto (GStrv) barred = g_strsplit (line->n_fields > 2 ? line->fields[2] : "", "|", -1);
      for (int i = 0; barred[i]; i++)
        {
          int other = GPOINTER_TO_INT (g_hash_table_lookup (self->kinds, g_strstrip (barred[i])));
          if (*barred[i] && other == 0)
            return fail (self, line, 2, "there is no shift \"%s\"", barred[i]);
          if (other > 0)
            problem->kinds[k].not_before |= G_GUINT64_CONSTANT (1) << (other - 1);
        }
    }
  return TRUE;
}

static gboolean
read_kind_limits (Reader *self, const Line *line, TwRosterPerson *person)
{
  g_auto (GStrv) parts = g_strsplit (line->n_fields > 1 ? line->fields[1] : "", "|", -1);
  person->max_of_kind = g_new (int, self->problem->n_kinds);
  for (int k = 0; k < self->problem->n_kinds; k++)
    person->max_of_kind[k] = self->problem->n_days;
  for (int i = 0; parts[i]; i++)
    {
      char *equals = strchr (parts[i], '=');
      if (!*g_strstrip (parts[i]))
        continue;
      if (!equals)
        return fail (self, line, 1, "shift=number is expected, not \"%s\"", parts[i]);
      *equals = 0;
      int kind = GPOINTER_TO_INT (g_hash_table_lookup (self->kinds, g_strstrip (parts[i])));
      if (kind == 0)
        return fail (self, line, 1, "there is no shift \"%s\"", parts[i]);
      if (!read_number (self, line, 1, g_strstrip (equals + 1), 0, MAX_NUMBER,
                        &person->max_of_kind[kind - 1]))
        return FALSE;
    }
  return TRUE;
}

static void
set_span (TwRosterProblem *problem, TwRosterPerson *person, int min_minutes, int max_minutes)
{
  person->n_spans = 1;
  person->spans = g_new0 (TwRosterSpan, 1);
  person->spans[0] = (TwRosterSpan){ 0, problem->n_days, min_minutes, max_minutes };
}

static gboolean
read_monthly_person (Reader *self, int e)
{
  const Line *line = line_of (self, SECTION_STAFF, e);
  TwRosterPerson *person = &self->problem->people[e];
  int most, least, longest = self->problem->n_days;
  if (!add_name (self, self->people, line, "person", e, &person->name)
      || !read_kind_limits (self, line, person) || !number_at (self, line, 2, 0, MAX_NUMBER, &most)
      || !number_at (self, line, 3, 0, MAX_NUMBER, &least)
      || !number_at (self, line, 4, 1, MAX_NUMBER, &person->max_run)
      || !number_at (self, line, 5, 0, MAX_NUMBER, &person->min_run)
      || !number_at (self, line, 6, 0, MAX_NUMBER, &person->min_off)
      || !number_at (self, line, 7, 0, MAX_NUMBER, &person->max_weekends))
    return FALSE;
  person->max_run = MIN (person->max_run, longest);
  person->min_run = CLAMP (person->min_run, 1, longest + 1);
  person->min_off = CLAMP (person->min_off, 1, longest + 1);
  person->max_weekends = MIN (person->max_weekends, longest);
  set_span (self->problem, person, least, MIN (most, longest * 24 * 60));
  return TRUE;
}

static gboolean
read_days_off (Reader *self)
{
  TwRosterProblem *problem = self->problem;
  for (guint i = 0; i < self->lines[SECTION_DAYS_OFF]->len; i++)
    {
      const Line *line = line_of (self, SECTION_DAYS_OFF, i);
      int e = 0, day;
      if (!name_at (self, line, 0, self->people, "person", &e))
        return FALSE;
      TwRosterPerson *person = &problem->people[e];
      if (!person->available)
        {
          person->available = g_malloc (problem->n_slots);
          memset (person->available, 1, problem->n_slots);
        }
      for (int f = 1; f < line->n_fields; f++)
        {
          if (!*line->fields[f])
            continue;
          if (!number_at (self, line, f, 0, problem->n_days - 1, &day))
            return FALSE;
          person->available[day] = 0;
        }
    }
  return TRUE;
}

static gboolean
read_wishes (Reader *self, Section section, GArray **wishes)
{
  for (guint i = 0; i < self->lines[section]->len; i++)
    {
      const Line *line = line_of (self, section, i);
      TwRosterWish wish = { .wants = section == SECTION_ON };
      int e = 0, weight;
      if (!name_at (self, line, 0, self->people, "person", &e)
          || !number_at (self, line, 1, 0, self->problem->n_days - 1, &wish.day)
          || !name_at (self, line, 2, self->kinds, "shift", &wish.kind)
          || !number_at (self, line, 3, 0, MAX_NUMBER, &weight))
        return FALSE;
      wish.weight = weight;
      g_array_append_val (wishes[e], wish);
    }
  return TRUE;
}

static gboolean
read_all_wishes (Reader *self)
{
  int n = self->problem->n_people;
  g_autofree GArray **wishes = g_new (GArray *, n);
  for (int e = 0; e < n; e++)
    wishes[e] = g_array_new (FALSE, FALSE, sizeof (TwRosterWish));
  gboolean ok = read_wishes (self, SECTION_ON, wishes) && read_wishes (self, SECTION_OFF, wishes);
  for (int e = 0; e < n; e++)
    {
      self->problem->people[e].n_wishes = wishes[e]->len;
      self->problem->people[e].wishes = (TwRosterWish *) g_array_free (wishes[e], FALSE);
    }
  return ok;
}

static gboolean
read_monthly_cover (Reader *self)
{
  for (guint i = 0; i < self->lines[SECTION_COVER]->len; i++)
    {
      const Line *line = line_of (self, SECTION_COVER, i);
      int day, kind = 0, need, under, over;
      if (!number_at (self, line, 0, 0, self->problem->n_days - 1, &day)
          || !name_at (self, line, 1, self->kinds, "shift", &kind)
          || !number_at (self, line, 2, 0, MAX_PEOPLE, &need)
          || !number_at (self, line, 3, 0, MAX_NUMBER, &under)
          || !number_at (self, line, 4, 0, MAX_NUMBER, &over))
        return FALSE;
      self->problem->cover[(gsize) kind * self->problem->n_slots + day] =
          (TwRosterCover){ .need = need, .top = need, .under = under, .over = over };
    }
  return TRUE;
}

static gboolean
read_monthly (Reader *self)
{
  int n_days;
  if (!read_single (self, SECTION_HORIZON, 1, MAX_DAYS, &n_days)
      || !check_count (self, SECTION_SHIFTS, MAX_KINDS)
      || !check_count (self, SECTION_STAFF, MAX_PEOPLE))
    return FALSE;
  int n_kinds = self->lines[SECTION_SHIFTS]->len;
  self->problem =
      tw_roster_problem_new (n_days, 1, 24 * 60, n_kinds, n_kinds, self->lines[SECTION_STAFF]->len);
  if (!read_kinds (self))
    return FALSE;
  for (int e = 0; e < self->problem->n_people; e++)
    if (!read_monthly_person (self, e))
      return FALSE;
  return read_days_off (self) && read_all_wishes (self) && read_monthly_cover (self);
}

/* --- tasks on a grid of 15 minutes ------------------------------------------------------------ */

static const TwRosterWindow activity_starts[] = { { 0, 0 }, { 24, 40 }, { 56, 72 }, { 80, 95 } };

/* The grid begins at 06:00 on the first day and ends at 06:00 after the last, so that there is one
 * calendar day more than the file says. */
static void
set_activity_days (TwRosterProblem *problem, int n_days)
{
  for (int d = 0; d <= n_days + 1; d++)
    problem->day_slot[d] = CLAMP (d * QUARTERS_A_DAY - FIRST_QUARTER, 0, n_days * QUARTERS_A_DAY);
  problem->n_slots = n_days * QUARTERS_A_DAY;
  for (int t = 0; t < problem->n_slots; t++)
    problem->clock[t] = (t + FIRST_QUARTER) % QUARTERS_A_DAY;
}

static void
set_activity_kind (TwRosterKind *kind)
{
  kind->name = g_strdup ("shift");
  kind->min_slots = 6 * 4;
  kind->max_slots = 10 * 4;
  kind->min_block = 4;
  kind->n_windows = G_N_ELEMENTS (activity_starts);
  kind->windows = g_memdup2 (activity_starts, sizeof activity_starts);
}

static gboolean
read_activity_people (Reader *self)
{
  for (int e = 0; e < self->problem->n_people; e++)
    {
      const Line *line = line_of (self, SECTION_STAFF, e);
      TwRosterPerson *person = &self->problem->people[e];
      int least, most;
      if (!add_name (self, self->people, line, "person", e, &person->name)
          || !number_at (self, line, 1, 0, MAX_NUMBER, &least)
          || !number_at (self, line, 2, 0, MAX_NUMBER, &most))
        return FALSE;
      person->max_run = 5;
      person->rest_slots = 14 * 4;
      set_span (self->problem, person, least, MIN (most, self->problem->n_slots * 15));
    }
  return TRUE;
}

static gboolean
read_clock (Reader *self, const Line *line, int field, int *ret_quarter)
{
  int hour, minute, n = 0;
  const char *text = field < line->n_fields ? line->fields[field] : "";
  if (sscanf (text, "%2d:%2d%n", &hour, &minute, &n) != 2 || (text[n] && text[n] != '-') || hour < 0
      || hour > 23 || minute < 0 || minute > 59 || minute % 15 != 0)
    return fail (self, line, field, "a time like 06:15-06:30 is expected, not \"%s\"", text);
  *ret_quarter = hour * 4 + minute / 15;
  return TRUE;
}

static gboolean
read_activity_cover (Reader *self)
{
  TwRosterProblem *problem = self->problem;
  for (guint i = 0; i < self->lines[SECTION_COVER]->len; i++)
    {
      const Line *line = line_of (self, SECTION_COVER, i);
      int day, quarter = 0, task, least, most;
      if (!number_at (self, line, 0, 1, problem->n_days, &day)
          || !read_clock (self, line, 1, &quarter)
          || !number_at (self, line, 2, 1, problem->n_posts, &task)
          || !number_at (self, line, 3, 0, MAX_PEOPLE, &least)
          || !number_at (self, line, 4, 0, MAX_PEOPLE, &most))
        return FALSE;
      int slot = (day - 1) * QUARTERS_A_DAY + quarter - FIRST_QUARTER;
      if (slot < 0 || slot >= problem->n_slots)
        return fail (self, line, 1, "this time is outside the horizon");
      if (most < least)
        return fail (self, line, 4, "the most, %d, is below the least, %d", most, least);
      problem->cover[(gsize) (task - 1) * problem->n_slots + slot] =
          (TwRosterCover){ .need = least, .top = most, .under = MISSING_HEAD, .over2 = 1 };
    }
  return TRUE;
}

static gboolean
read_activities (Reader *self)
{
  int n_days, n_tasks;
  if (!read_single (self, SECTION_HORIZON, 1, MAX_DAYS / 10, &n_days)
      || !read_single (self, SECTION_TASKS, 1, MAX_TASKS, &n_tasks)
      || !check_count (self, SECTION_STAFF, MAX_PEOPLE))
    return FALSE;
  self->problem = tw_roster_problem_new (n_days + 1, QUARTERS_A_DAY, 15, n_tasks, 1,
                                         self->lines[SECTION_STAFF]->len);
  set_activity_days (self->problem, n_days);
  for (int p = 0; p < n_tasks; p++)
    self->problem->posts[p].name = g_strdup_printf ("%d", p + 1);
  set_activity_kind (&self->problem->kinds[0]);
  return read_activity_people (self) && read_activity_cover (self);
}

/* A byte order mark and NUL bytes come from editors and broken copies. */
TwRosterProblem *
tw_roster_parse_instance (const char *text, gsize length, const char *name,
                          TwRosterFormat *ret_format, GError **error)
{
  Reader self = { .name = name, .error = error };
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      length -= 3;
    }
  for (int s = 0; s < N_SECTIONS; s++)
    self.lines[s] = g_ptr_array_new_with_free_func (line_free);
  self.people = g_hash_table_new (g_str_hash, g_str_equal);
  self.kinds = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean ok = split_lines (&self, text, length);
  TwRosterFormat format =
      self.lines[SECTION_TASKS]->len > 0 ? TW_ROSTER_ACTIVITIES : TW_ROSTER_MONTHLY;
  if (ok)
    ok = format == TW_ROSTER_ACTIVITIES ? read_activities (&self) : read_monthly (&self);
  g_hash_table_unref (self.people);
  g_hash_table_unref (self.kinds);
  for (int s = 0; s < N_SECTIONS; s++)
    g_ptr_array_unref (self.lines[s]);
  if (!ok)
    {
      tw_roster_problem_free (self.problem);
      return NULL;
    }
  *ret_format = format;
  return self.problem;
}

/* --- rosters ---------------------------------------------------------------------------------- */

static const char *
name_or_empty (const char *name)
{
  return name ? name : "";
}

static void
format_monthly (const TwRoster *roster, GString *out)
{
  for (int e = 0; e < roster->problem->n_people; e++)
    for (int i = 0; i < roster->plans[e].n_shifts; i++)
      {
        const TwRosterShift *shift = &roster->plans[e].shifts[i];
        g_string_append_printf (out, "%s,%d,%s\n", name_or_empty (roster->problem->people[e].name),
                                shift->first,
                                name_or_empty (roster->problem->kinds[shift->kind].name));
      }
}

static void
format_activity_shift (const TwRosterProblem *problem, const TwRosterShift *shift, GString *out)
{
  int quarter = problem->clock[shift->first];
  g_string_append_printf (
      out, "    <Shift>\n      <Day>%d</Day>\n      <Start>%02d:%02d:00</Start>\n      <Tasks>\n",
      tw_roster_problem_day_of (problem, shift->first), quarter / 4, quarter % 4 * 15);
  for (int b = 0; b < shift->n_blocks; b++)
    g_string_append_printf (out, "        <Task><ID>%d</ID><Length>%d</Length></Task>\n",
                            shift->blocks[b].post + 1,
                            (shift->blocks[b].last - shift->blocks[b].first) * 15);
  g_string_append (out, "      </Tasks>\n    </Shift>\n");
}

static void
format_activities (const TwRoster *roster, GString *out)
{
  g_string_append (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Roster>\n");
  g_string_append_printf (out, "  <Penalty>%.0f</Penalty>\n", roster->score.total);
  for (int e = 0; e < roster->problem->n_people; e++)
    {
      g_autofree char *name =
          g_markup_escape_text (name_or_empty (roster->problem->people[e].name), -1);
      g_string_append_printf (out, "  <Employee ID=\"%s\">\n", name);
      for (int i = 0; i < roster->plans[e].n_shifts; i++)
        format_activity_shift (roster->problem, &roster->plans[e].shifts[i], out);
      g_string_append (out, "  </Employee>\n");
    }
  g_string_append (out, "</Roster>\n");
}

char *
tw_roster_format_roster (const TwRoster *roster, TwRosterFormat format)
{
  GString *out = g_string_new (NULL);
  if (format == TW_ROSTER_MONTHLY)
    format_monthly (roster, out);
  else
    format_activities (roster, out);
  return g_string_free (out, FALSE);
}
