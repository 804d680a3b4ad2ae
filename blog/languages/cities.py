"""Large cities that no time zone is named after, for whoever types where they live."""

from __future__ import annotations

from unicodedata import combining, normalize

# Each zone with cities that keep its time, in their own spelling and in those of the interface's languages.
CITIES = {
    "Africa/Cairo": "Alexandria, Giza, Le Caire, El Cairo",
    "Africa/Casablanca": "Marrakesh, Marrakech, Rabat",
    "Africa/Johannesburg": "Cape Town, Durban, Pretoria, Le Cap, Ciudad del Cabo",
    "Africa/Lagos": "Abuja, Ibadan, Kano",
    "Africa/Nairobi": "Mombasa",
    "America/Argentina/Buenos_Aires": "Rosario, La Plata",
    "America/Bogota": "Bogotá, Medellín, Cali, Cartagena, Barranquilla",
    "America/Caracas": "Maracaibo",
    "America/Chicago": "Houston, Dallas, Austin, San Antonio, New Orleans, Minneapolis, St. Louis, Milwaukee",
    "America/Denver": "Salt Lake City, Albuquerque",
    "America/Guayaquil": "Quito",
    "America/La_Paz": "Santa Cruz de la Sierra, Cochabamba",
    "America/Lima": "Arequipa, Cusco",
    "America/Los_Angeles": "San Francisco, San Diego, Seattle, Portland, Las Vegas, Oakland, Sacramento, San Jose",
    "America/Mexico_City": "Ciudad de México, México, Mexico, Guadalajara, Puebla, Oaxaca",
    "America/Montevideo": "Punta del Este",
    "America/New_York": "Boston, Philadelphia, Washington, Miami, Atlanta, Baltimore, Pittsburgh, Cleveland, Brooklyn",
    "America/Santiago": "Santiago de Chile, Valparaíso",
    "America/Sao_Paulo": "São Paulo, Rio de Janeiro, Brasília, Porto Alegre, Curitiba, Belo Horizonte",
    "America/Toronto": "Montreal, Montréal, Ottawa, Quebec, Québec",
    "America/Vancouver": "Victoria",
    "Asia/Ho_Chi_Minh": "Hanoi, Saigon, Da Nang",
    "Asia/Kolkata": "Delhi, New Delhi, Mumbai, Bombay, Bangalore, Bengaluru, Chennai, Hyderabad, Pune",
    "Asia/Shanghai": "Beijing, Pékin, Pekín, Guangzhou, Shenzhen",
    "Asia/Tokyo": "Osaka, Kyoto, Nagoya, Sapporo, Yokohama",
    "Australia/Melbourne": "Geelong",
    "Australia/Sydney": "Canberra",
    "Europe/Amsterdam": "Rotterdam, Den Haag, The Hague, Utrecht, Eindhoven, Groningen",
    "Europe/Athens": "Athina, Athènes, Atenas, Thessaloniki",
    "Europe/Berlin": (
        "Frankfurt, Frankfurt am Main, Munich, München, Muenchen, Köln, Koeln, Cologne, Hamburg, Stuttgart, "
        "Düsseldorf, Leipzig, Dresden, Hannover, Bremen, Nürnberg, Nuremberg, Freiburg, Mannheim, Bonn"
    ),
    "Europe/Brussels": "Bruxelles, Brussel, Bruselas, Antwerpen, Gent, Liège, Antwerp",
    "Europe/Bucharest": "București, Cluj-Napoca",
    "Europe/Copenhagen": "København, Copenhague, Aarhus",
    "Europe/Dublin": "Cork, Galway",
    "Europe/Helsinki": "Espoo, Tampere, Turku",
    "Europe/Istanbul": "Ankara, İzmir, Izmir",
    "Europe/Kyiv": "Kiev, Lviv, Kharkiv, Odesa",
    "Europe/Lisbon": "Lisboa, Lisbonne, Porto, Coimbra, Braga",
    "Europe/London": (
        "Londres, Manchester, Birmingham, Liverpool, Leeds, Bristol, Edinburgh, Glasgow, Cardiff, Sheffield, "
        "Newcastle, Nottingham, Brighton, Oxford, Cambridge, York"
    ),
    "Europe/Madrid": (
        "Barcelona, Sevilla, Seville, Séville, Valencia, Bilbao, Zaragoza, Málaga, Granada, Palma, Vigo, Alicante, "
        "Barcelone, San Sebastián, Gijón, Murcia"
    ),
    "Europe/Oslo": "Bergen, Trondheim, Stavanger",
    "Europe/Paris": (
        "Lyon, Marseille, Toulouse, Bordeaux, Lille, Nantes, Strasbourg, Nice, Montpellier, Rennes, Grenoble, Brest, "
        "Rouen, Reims, Dijon"
    ),
    "Europe/Prague": "Praha, Praga, Brno",
    "Europe/Rome": (
        "Roma, Milano, Milan, Napoli, Naples, Nápoles, Torino, Turin, Firenze, Florence, Florencia, Venezia, Venice, "
        "Venise, Venecia, Bologna, Genova, Palermo"
    ),
    "Europe/Stockholm": "Göteborg, Gothenburg, Malmö, Uppsala",
    "Europe/Vienna": "Wien, Vienne, Viena, Graz, Linz, Salzburg, Innsbruck",
    "Europe/Warsaw": "Warszawa, Varsovie, Varsovia, Kraków, Krakow, Wrocław, Gdańsk, Łódź, Poznań",
    "Europe/Zurich": "Zürich, Genève, Geneva, Ginebra, Basel, Bâle, Bern, Berne, Lausanne, Luzern, Winterthur",
    "Pacific/Auckland": "Wellington, Christchurch",
}


def plain(name: str) -> str:
    """The name as it is compared: without case, marks, and what separates its words."""
    bare = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    return " ".join(bare.replace("_", " ").replace("-", " ").replace("ł", "l").replace("ø", "o").split())


ZONE_OF = {plain(city): zone for zone, cities in CITIES.items() for city in cities.split(", ")}
