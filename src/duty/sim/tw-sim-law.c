// SPDX-License-Identifier: Apache-2.0
/*
 * The law of the demo street.
 *
 * Requests of service s in community c and hour h are Poisson with mean
 *
 *   level x share(s) x slow(day, s) x day(s, weekday or holiday) x place(s, c) x shape(s, hour) x
 * noise
 *
 * shape is a mixture of two people: elders, who ask after the windows close, and everyone else, who
 * asks when that service is on one's mind. slow is a first-order autoregression over days, felt by
 * each service in its own way (weather). noise is a gamma common to the service's hour times one of
 * the cell: counts are over-dispersed, as real ones are.
 *
 * All of an hour comes from the stream named by that hour, so history, quarter and live feed are
 * pieces of one thing, and any hour can be made again by itself.
 *
 * Two numbers are solved for, not drawn: the level, such that the quarter before the history
 * expects as many requests as its three sources have rows; and the odds of an elder in the evening,
 * such that in the five weeks 73 % of elders' demands fall at 18:00-21:00 (to one request, before
 * one in twenty keeps the age to oneself).
 */
#include "duty/sim/tw-sim-law.h"

#include "base/tw-time.h"
#include "forecast/tw-holidays.h"

#include <math.h>

#define ZONE_US (8 * TW_US_PER_HOUR) /* China has one zone without summer time since 1992 */
#define EVENING_SHARE 0.73
#define UNPLACED_SHARE 0.03
#define NO_AGE_SHARE 0.05

static const TwSimService services[TW_SIM_SERVICES] = {
  { "代际照护", "Intergenerational care", "#c64600", 5210 },
  { "陪诊就医", "Medical escort", "#1c71d8", 7340 },
  { "居家维修", "Home repair", "#986a44", 10420 },
  { "设施报修", "Street facilities", "#e5a50a", 6730 },
  { "政务办理", "Government affairs", "#613583", 12860 },
  { "取药送药", "Medicine", "#26a269", 4080 },
  { "环境卫生", "Environment", "#8ff0a4", 4010 },
  { "助餐送餐", "Meals", "#ff7800", 2960 },
  { "数字助老", "Digital help", "#3584e4", 1250 },
  { "文体活动", "Culture and sports", "#dc8add", 1900 },
  { "纠纷调解", "Mediation", "#5e5c64", 2340 },
  { "应急响应", "Emergency response", "#c01c28", 2120 },
};

/* How each service is asked for. Peaks: hour, width in hours, weight, of everyone who is not an
 * elder. */
static const struct {
  double share, elders, weather, weekend, holiday;
  struct {
    double hour, width, weight;
  } peaks[3];
} habits[TW_SIM_SERVICES] = {
  { 0.175,
    0.40,
    0.4,
    1.18,
    1.35,
    { { 7.6, 1.0, 0.30 }, { 16.8, 1.5, 0.45 }, { 20.0, 1.4, 0.25 } } },
  { 0.128,
    0.75,
    0.3,
    0.62,
    0.40,
    { { 8.5, 1.3, 0.60 }, { 14.0, 1.4, 0.30 }, { 20.0, 1.5, 0.10 } } },
  { 0.116,
    0.28,
    0.9,
    1.15,
    0.85,
    { { 8.6, 1.2, 0.30 }, { 12.5, 1.6, 0.20 }, { 19.6, 1.6, 0.50 } } },
  { 0.104,
    0.12,
    1.3,
    1.00,
    0.95,
    { { 7.8, 1.2, 0.25 }, { 18.6, 1.2, 0.50 }, { 21.5, 1.2, 0.25 } } },
  { 0.093,
    0.18,
    -0.6,
    0.30,
    0.12,
    { { 9.6, 1.1, 0.55 }, { 14.8, 1.3, 0.38 }, { 19.5, 1.5, 0.07 } } },
  { 0.076,
    0.68,
    0.5,
    0.90,
    0.80,
    { { 9.2, 1.5, 0.50 }, { 15.5, 1.7, 0.35 }, { 20.5, 1.2, 0.15 } } },
  { 0.064,
    0.12,
    -0.8,
    1.10,
    1.20,
    { { 7.4, 1.1, 0.45 }, { 13.5, 2.0, 0.25 }, { 19.0, 1.5, 0.30 } } },
  { 0.060,
    0.60,
    0.6,
    0.85,
    0.75,
    { { 10.4, 0.9, 0.60 }, { 16.6, 0.9, 0.40 }, { 12.0, 1.0, 0.00 } } },
  { 0.052,
    0.85,
    0.0,
    0.90,
    0.90,
    { { 9.8, 1.5, 0.45 }, { 15.0, 1.8, 0.40 }, { 20.0, 1.2, 0.15 } } },
  { 0.048,
    0.20,
    -1.2,
    1.45,
    1.25,
    { { 10.0, 1.8, 0.30 }, { 15.6, 1.7, 0.35 }, { 19.6, 1.2, 0.35 } } },
  { 0.042,
    0.12,
    0.2,
    1.25,
    1.15,
    { { 8.0, 1.5, 0.15 }, { 13.0, 1.5, 0.20 }, { 21.4, 1.4, 0.65 } } },
  { 0.042,
    0.80,
    1.0,
    1.00,
    1.10,
    { { 6.5, 2.5, 0.35 }, { 14.0, 4.0, 0.30 }, { 22.0, 2.2, 0.35 } } },
};

/* Hours of an elder's demands; 18, 19 and 20 hold the evening. */
static const double elder_shape[24] = {
  0.003, 0.002, 0.002, 0.002, 0.004, 0.008, 0.013, 0.022, 0.034, 0.032, 0.027, 0.018,
  0.011, 0.012, 0.021, 0.022, 0.016, 0.013, 0.240, 0.275, 0.215, 0.012, 0.006, 0.004,
};

/* Monday to Sunday, over and above the weekend factor. */
static const double weekdays[7] = { 1.10, 1.03, 1.00, 0.98, 1.04, 1.00, 0.95 };
/* Survey, hotline, app: elders and others. In all 21 : 34 : 57. */
static const double channels[2][TW_SIM_CHANNELS] = { { 0.24, 0.46, 0.30 },
                                                     { 0.150, 0.193, 0.657 } };

/** A place requests come from, in one community. */
typedef struct {
  int building;  /* or -1 */
  int street;    /* where building is -1 */
  TwSimVec a, b; /* ends of a piece of street */
} Source;

typedef struct {
  GArray *sources;   /* Source */
  GArray *cumulated; /* double */
} SourceList;

enum { SOURCES_HOMES, SOURCES_ELDERS, SOURCES_STREETS, N_SOURCE_LISTS };

struct _TwSimLaw {
  const TwSimTown *town;
  TwHolidays *holidays;
  double shape[TW_SIM_SERVICES][24]; /* of others */
  double place[TW_SIM_SERVICES][TW_SIM_COMMUNITIES + 1];
  SourceList lists[TW_SIM_COMMUNITIES + 1][N_SOURCE_LISTS];
  double week[TW_SIM_SERVICES];
  double level;        /* requests of an ordinary day */
  double evening_odds; /* factor on an elder's odds at 18:00-21:00 */
};

const TwSimService *
tw_sim_service (guint service)
{
  g_return_val_if_fail (service < TW_SIM_SERVICES, NULL);

  return &services[service];
}

/* --- time --- */

typedef struct {
  gint64 day;        /* local days since 1970 */
  int hour, weekday; /* 0 Monday */
  TwDayKind kind;
} Moment;

static Moment
moment_at (const TwSimLaw *self, gint64 hour_us)
{
  gint64 local_us = hour_us + ZONE_US;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (local_us / TW_US_PER_S);
  Moment moment = { .day = tw_time_floor (local_us, TW_US_PER_DAY) / TW_US_PER_DAY };

  moment.hour = g_date_time_get_hour (date);
  moment.weekday = g_date_time_get_day_of_week (date) - 1;
  moment.kind =
      tw_holidays_kind (self->holidays, g_date_time_get_year (date), g_date_time_get_month (date),
                        g_date_time_get_day_of_month (date));
  return moment;
}

/* The weather of a day: an autoregression written as a sum over the past days' own draws. */
static double
weather_of (const TwSimLaw *self, gint64 day)
{
  double sum = 0, weight = 0.66;

  for (int back = 0; back < 14; back++, weight *= 0.75)
    {
      g_autofree char *name = g_strdup_printf ("weather %" G_GINT64_FORMAT, day - back);
      TwRng rng;

      tw_rng_init_named (&rng, self->town->seed, name);
      sum += weight * tw_rng_normal (&rng, 0, 1);
    }
  return sum;
}

static double
day_factor (guint service, const Moment *moment, double weather)
{
  double factor =
      weekdays[moment->weekday] * exp (0.05 * habits[service].weather * weather + 0.03 * weather);
  gboolean weekend = moment->weekday >= 5;

  if (moment->kind == TW_DAY_HOLIDAY || moment->kind == TW_DAY_WORKDAY_OFF)
    return factor * habits[service].holiday;
  if (weekend && moment->kind != TW_DAY_WEEKEND_WORK)
    return factor * habits[service].weekend;
  return factor;
}

/* A service's mean over the days of an ordinary week, so that its share holds for weeks and not for
 * weekdays. */
static double
week_factor (guint service)
{
  double sum = 0;

  for (int weekday = 0; weekday < 7; weekday++)
    sum += weekdays[weekday] * (weekday >= 5 ? habits[service].weekend : 1);
  return sum / 7;
}

/* Means of one hour before level and noise; [service][0] elders', [1] others'. */
static void
compute_means (const TwSimLaw *self, const Moment *moment, double ret_means[TW_SIM_SERVICES][2])
{
  double weather = weather_of (self, moment->day);

  for (guint s = 0; s < TW_SIM_SERVICES; s++)
    {
      double daily = habits[s].share * day_factor (s, moment, weather) / self->week[s];

      ret_means[s][0] = daily * habits[s].elders * elder_shape[moment->hour];
      ret_means[s][1] = daily * (1 - habits[s].elders) * self->shape[s][moment->hour];
    }
}

double
tw_sim_law_get_mean (const TwSimLaw *self, gint64 hour_us)
{
  Moment moment = moment_at (self, hour_us);
  double means[TW_SIM_SERVICES][2], sum = 0;

  compute_means (self, &moment, means);
  for (guint s = 0; s < TW_SIM_SERVICES; s++)
    sum += means[s][0] + means[s][1];
  return sum * self->level;
}

/* --- places --- */

static void
add_source (SourceList *list, const Source *source, double weight)
{
  double before =
      list->cumulated->len ? g_array_index (list->cumulated, double, list->cumulated->len - 1) : 0;

  before += weight;
  g_array_append_val (list->sources, *source);
  g_array_append_val (list->cumulated, before);
}

static const Source *
pick_source (const SourceList *list, TwRng *rng)
{
  guint low = 0, high = list->cumulated->len - 1;
  double at = tw_rng_uniform (rng) * g_array_index (list->cumulated, double, high);

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (list->cumulated, double, middle) > at)
        high = middle;
      else
        low = middle + 1;
    }
  return &g_array_index (list->sources, Source, low);
}

static void
list_homes (TwSimLaw *self, TwRng *rng)
{
  for (guint i = 0; i < self->town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (self->town, i);
      const TwSimBlock *block = tw_sim_town_block (self->town, building->block);
      Source source = { .building = (int) i, .street = -1 };
      double weight = tw_sim_building_count_rooms (building) * block->weight
                      * exp (tw_rng_normal (rng, 0, 0.75));

      if (building->community == 0 || weight <= 0)
        continue;
      add_source (&self->lists[building->community][SOURCES_HOMES], &source, weight);
      add_source (&self->lists[building->community][SOURCES_ELDERS], &source,
                  weight * (block->use == TW_SIM_BLOCK_WALKUP ? 1.7 : 0.6));
    }
}

/* One side of a piece of street: a street between two communities belongs to each up to its middle.
 */
static void
list_side (TwSimLaw *self, TwRng *rng, const Source *piece, double left_m, double weight)
{
  TwSimVec left = tw_sim_vec_left (tw_sim_vec_unit (piece->a, piece->b));
  Source source = *piece;
  guint community;

  source.a = tw_sim_vec_add (tw_sim_vec_mix (piece->a, piece->b, 0.12), left, left_m);
  source.b = tw_sim_vec_add (tw_sim_vec_mix (piece->a, piece->b, 0.88), left, left_m);
  community = tw_sim_town_find_community (self->town, tw_sim_vec_mix (source.a, source.b, 0.5));
  if (community > 0)
    add_source (&self->lists[community][SOURCES_STREETS], &source,
                weight * exp (tw_rng_normal (rng, 0, 0.8)));
}

static void
list_streets (TwSimLaw *self, TwRng *rng)
{
  static const double by_class[] = { 1.6, 1.4, 1.2, 1.0, 0.7 };

  for (guint i = 0; i < self->town->net->streets->len; i++)
    {
      const TwSimStreet *street = tw_sim_town_street (self->town, i);
      double fame = exp (tw_rng_normal (rng, 0, 0.7));

      if (street->klass > TW_SIM_ROAD_SERVICE)
        continue;
      for (guint k = 1; k < street->nodes->len; k++)
        {
          TwSimVec a =
              tw_sim_net_at (self->town->net, g_array_index (street->nodes, guint32, k - 1));
          TwSimVec b = tw_sim_net_at (self->town->net, g_array_index (street->nodes, guint32, k));
          Source piece = { -1, (int) i, a, b };
          double weight = tw_sim_vec_distance (a, b) * fame * by_class[street->klass];

          list_side (self, rng, &piece, 3, weight);
          list_side (self, rng, &piece, -3, weight);
        }
    }
}

/* --- drawing one request --- */

static double
elder_chance (const TwSimLaw *self, const double means[2], int hour)
{
  double elders = means[0] * (hour >= 18 && hour < 21 ? self->evening_odds : 1);

  return elders / (elders + means[1]);
}

static int
draw_age (TwRng *rng, gboolean elder)
{
  double years = tw_rng_gamma (rng, 2.6, 5.2);

  if (elder)
    return 60 + (int) MIN (37, years);
  if (tw_rng_uniform (rng) < 0.62)
    return (int) tw_rng_range (rng, 18, 44);
  return (int) tw_rng_range (rng, 45, 59);
}

static int
draw_patience_s (TwRng *rng)
{
  static const int seconds[] = { 5, 8, 10, 10, 15, 15, 15, 15, 20, 20, 30, 60 };

  return seconds[tw_rng_below (rng, G_N_ELEMENTS (seconds))];
}

static void
draw_home (const TwSimLaw *self, TwRng *rng, const Source *source, TwSimRequest *request)
{
  const TwSimBuilding *building = tw_sim_town_building (self->town, (guint) source->building);

  request->building = source->building;
  request->unit = (guint8) (1 + tw_rng_below (rng, building->units));
  request->floor = (guint8) (1 + tw_rng_below (rng, building->storeys));
  request->room = (guint8) (1 + tw_rng_below (rng, building->flats));
  request->at = tw_sim_room_at (building, request->unit, request->room);
}

static void
draw_place (const TwSimLaw *self, TwRng *rng, gboolean elder, TwSimRequest *request)
{
  gboolean outdoors =
      request->service == 3 || (request->service == 6 && tw_rng_uniform (rng) < 0.7);
  int list = outdoors ? SOURCES_STREETS : elder ? SOURCES_ELDERS : SOURCES_HOMES;
  const Source *source = pick_source (&self->lists[request->community][list], rng);

  request->building = -1;
  request->street = source->street;
  if (source->building >= 0)
    draw_home (self, rng, source, request);
  else
    request->at = tw_sim_vec_mix (source->a, source->b, tw_rng_uniform (rng));
}

static void
draw_request (const TwSimLaw *self, const double means[2], int hour, TwSimRequest *request)
{
  gboolean elder;
  TwRng rng;

  tw_rng_init (&rng, request->seed);
  elder = tw_rng_uniform (&rng) < elder_chance (self, means, hour);
  request->age = draw_age (&rng, elder);
  request->channel = (guint8) tw_rng_pick (&rng, channels[elder ? 0 : 1], TW_SIM_CHANNELS);
  if (request->channel == TW_SIM_CHANNEL_APP && request->age < 45)
    request->expect_s = draw_patience_s (&rng);
  draw_place (self, &rng, elder, request);
  request->placed = tw_rng_uniform (&rng) >= UNPLACED_SHARE;
  request->tell_community = tw_rng_uniform (&rng) < 0.5;
  /* Whoever expects an answer within seconds told the age to the app. */
  if (tw_rng_uniform (&rng) < NO_AGE_SHARE && request->expect_s == 0)
    request->age = -1;
}

static int
request_compare (gconstpointer a, gconstpointer b)
{
  const TwSimRequest *one = a, *two = b;

  if (one->at_us != two->at_us)
    return one->at_us < two->at_us ? -1 : 1;
  return (one->seed > two->seed) - (one->seed < two->seed);
}

/* Times and seeds of an hour's requests: all that is drawn from the hour's own stream. */
static void
draw_arrivals (const TwSimLaw *self, gint64 hour_us, const double means[TW_SIM_SERVICES][2],
               GArray *requests)
{
  g_autofree char *name = g_strdup_printf ("hour %" G_GINT64_FORMAT, hour_us / TW_US_PER_HOUR);
  TwRng rng;

  tw_rng_init_named (&rng, self->town->seed, name);
  for (guint s = 0; s < TW_SIM_SERVICES; s++)
    {
      double common = tw_rng_gamma (&rng, 40, 1.0 / 40) * self->level * (means[s][0] + means[s][1]);

      for (guint c = 1; c <= TW_SIM_COMMUNITIES; c++)
        {
          double mean = common * self->place[s][c] * tw_rng_gamma (&rng, 6, 1.0 / 6);

          for (guint64 n = tw_rng_poisson (&rng, mean); n > 0; n--)
            {
              TwSimRequest request = { .service = (guint8) s, .community = (guint8) c };

              request.at_us = hour_us + (gint64) tw_rng_below (&rng, 3600000) * 1000;
              request.seed = tw_rng_next (&rng);
              g_array_append_val (requests, request);
            }
        }
    }
}

void
tw_sim_law_fill_hour (const TwSimLaw *self, gint64 hour_us, GArray *requests)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
  Moment moment = moment_at (self, hour_us);
  double means[TW_SIM_SERVICES][2];

  compute_means (self, &moment, means);
  draw_arrivals (self, hour_us, means, arrivals);
  for (guint i = 0; i < arrivals->len; i++)
    {
      TwSimRequest *request = &g_array_index (arrivals, TwSimRequest, i);

      draw_request (self, means[request->service], moment.hour, request);
    }
  g_array_sort (arrivals, request_compare);
  g_array_append_vals (requests, arrivals->data, arrivals->len);
}

/* --- solving for level and evening --- */

/* One request of the five weeks as the solver needs it: it is an elder's if x < odds x a / (odds x
 * a + b). */
typedef struct {
  double x, elders, others;
  gboolean evening;
} Trial;

static double
evening_share (const GArray *trials, double odds)
{
  double evening = 0, all = 0;

  for (guint i = 0; i < trials->len; i++)
    {
      const Trial *trial = &g_array_index (trials, Trial, i);
      double elders = trial->elders * (trial->evening ? odds : 1);

      if (trial->x >= elders / (elders + trial->others))
        continue;
      all++;
      evening += trial->evening;
    }
  return all > 0 ? evening / all : 0;
}

static void
add_trials (const TwSimLaw *self, gint64 hour_us, gint64 from_us, gint64 to_us, GArray *trials)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (TwSimRequest));
  Moment moment = moment_at (self, hour_us);
  double means[TW_SIM_SERVICES][2];

  compute_means (self, &moment, means);
  draw_arrivals (self, hour_us, means, arrivals);
  for (guint i = 0; i < arrivals->len; i++)
    {
      TwSimRequest *request = &g_array_index (arrivals, TwSimRequest, i);
      Trial trial = { .evening = moment.hour >= 18 && moment.hour < 21 };
      TwRng rng;

      if (request->at_us < from_us || request->at_us >= to_us)
        continue;
      tw_rng_init (&rng, request->seed);
      trial.x = tw_rng_uniform (&rng);
      trial.elders = means[request->service][0];
      trial.others = means[request->service][1];
      g_array_append_val (trials, trial);
    }
}

static void
solve_evening (TwSimLaw *self, gint64 end_us)
{
  g_autoptr (GArray) trials = g_array_new (FALSE, FALSE, sizeof (Trial));
  gint64 from_us = end_us - TW_SIM_HISTORY_DAYS * TW_US_PER_DAY;
  double low = 0.2, high = 5;

  for (gint64 hour_us = tw_time_floor (from_us, TW_US_PER_HOUR); hour_us < end_us;
       hour_us += TW_US_PER_HOUR)
    add_trials (self, hour_us, from_us, end_us, trials);
  for (int i = 0; i < 40; i++)
    {
      double middle = (low + high) / 2;

      if (evening_share (trials, middle) < EVENING_SHARE)
        low = middle;
      else
        high = middle;
    }
  self->evening_odds = (low + high) / 2;
}

static void
solve_level (TwSimLaw *self, gint64 end_us)
{
  gint64 to_us = end_us - TW_SIM_HISTORY_DAYS * TW_US_PER_DAY;
  double sum = 0;

  self->level = 1;
  for (gint64 hour_us = tw_time_floor (to_us - TW_SIM_QUARTER_DAYS * TW_US_PER_DAY, TW_US_PER_HOUR);
       hour_us < tw_time_floor (to_us, TW_US_PER_HOUR); hour_us += TW_US_PER_HOUR)
    sum += tw_sim_law_get_mean (self, hour_us);
  self->level = (TW_SIM_SURVEY_ROWS + TW_SIM_HOTLINE_ROWS + TW_SIM_APP_ROWS) / sum;
}

/* --- public --- */

static void
init_shapes (TwSimLaw *self)
{
  for (guint s = 0; s < TW_SIM_SERVICES; s++)
    {
      double sum = 0;

      self->week[s] = week_factor (s);
      for (int hour = 0; hour < 24; hour++)
        {
          self->shape[s][hour] = 0.004;
          for (int p = 0; p < 3; p++)
            {
              double off = (hour + 0.5 - habits[s].peaks[p].hour) / habits[s].peaks[p].width;

              self->shape[s][hour] +=
                  habits[s].peaks[p].weight / habits[s].peaks[p].width * exp (-off * off / 2);
            }
          sum += self->shape[s][hour];
        }
      for (int hour = 0; hour < 24; hour++)
        self->shape[s][hour] /= sum;
    }
}

/* Shares of the communities: by their homes, and by what each of them lacks. */
static void
init_places (TwSimLaw *self, TwRng *rng)
{
  double rooms[TW_SIM_COMMUNITIES + 1] = { 0 };

  for (guint i = 0; i < self->town->buildings->len; i++)
    {
      const TwSimBuilding *building = tw_sim_town_building (self->town, i);

      rooms[building->community] += tw_sim_building_count_rooms (building);
    }
  for (guint s = 0; s < TW_SIM_SERVICES; s++)
    {
      double sum = 0;

      for (guint c = 1; c <= TW_SIM_COMMUNITIES; c++)
        {
          self->place[s][c] = sqrt (rooms[c] + 200) * exp (tw_rng_normal (rng, 0, 0.22));
          sum += self->place[s][c];
        }
      for (guint c = 1; c <= TW_SIM_COMMUNITIES; c++)
        self->place[s][c] /= sum;
    }
}

TwSimLaw *
tw_sim_law_new (const TwSimTown *town, gint64 end_us)
{
  TwSimLaw *self = g_new0 (TwSimLaw, 1);
  TwRng rng;

  self->town = town;
  self->holidays = tw_holidays_new_china ();
  self->evening_odds = 1;
  for (guint c = 0; c <= TW_SIM_COMMUNITIES; c++)
    for (int i = 0; i < N_SOURCE_LISTS; i++)
      {
        self->lists[c][i].sources = g_array_new (FALSE, FALSE, sizeof (Source));
        self->lists[c][i].cumulated = g_array_new (FALSE, FALSE, sizeof (double));
      }
  tw_rng_init_named (&rng, town->seed, "sources");
  list_homes (self, &rng);
  list_streets (self, &rng);
  init_shapes (self);
  init_places (self, &rng);
  solve_level (self, end_us);
  solve_evening (self, end_us);
  return self;
}

void
tw_sim_law_free (TwSimLaw *self)
{
  tw_holidays_free (self->holidays);
  for (guint c = 0; c <= TW_SIM_COMMUNITIES; c++)
    for (int i = 0; i < N_SOURCE_LISTS; i++)
      {
        g_array_unref (self->lists[c][i].sources);
        g_array_unref (self->lists[c][i].cumulated);
      }
  g_free (self);
}
