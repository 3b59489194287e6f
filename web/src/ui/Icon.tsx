/** Line icons on a 24 grid, drawn here so that no icon font or package is loaded. */
const PATHS = {
  home: "M4 11l8-7 8 7M6 10v9h12v-9M10 19v-5h4v5",
  team: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.7-6 6-6s6 2.5 6 6M16 4.5a3.5 3.5 0 0 1 0 6.6M17.5 14.4c2.1.8 3.5 2.9 3.5 5.6",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-4 3.4-6.5 7.5-6.5s7.5 2.5 7.5 6.5",
  contact:
    "M4 5h16v14H4zM9 12.2a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.8 16.5c.3-1.7 1.6-2.6 3.2-2.6s2.9.9 3.2 2.6M15 9.5h3M15 13h3",
  building: "M5 20V5l8-2v17M13 9l6 1.5V20M3 20h18M8 8h2M8 11.5h2M8 15h2M16 13.5v0M16 16.5v0",
  grid: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  folder: "M3 6h6l2 2h10v11H3z",
  money: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 7.5L12 12l3.5-4.5M12 12v5M9 12.5h6M9 15h6",
  trophy: "M8 4h8v6a4 4 0 0 1-8 0zM8 6H4.5c0 3 1.2 4.5 3.5 4.5M16 6h3.5c0 3-1.2 4.5-3.5 4.5M12 14v3.5M8.5 20h7",
  chart: "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
  gear: "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10.4 3h3.2l.5 2.4 1.9 1.1 2.3-.8 1.6 2.8-1.8 1.6v2.2l1.8 1.6-1.6 2.8-2.3-.8-1.9 1.1-.5 2.4h-3.2l-.5-2.4-1.9-1.1-2.3.8-1.6-2.8 1.8-1.6v-2.2L4.1 8.5l1.6-2.8 2.3.8 1.9-1.1z",
  key: "M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h9M17.5 12v3.5M20.5 12v2.5",
  shield: "M12 3l7.5 3v5.5c0 4.6-3 7.9-7.5 9.5-4.5-1.6-7.5-4.9-7.5-9.5V6zM9 12l2.2 2.2L15.2 10",
  book: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11M9 8h6",
  org: "M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4",
  plus: "M12 5v14M5 12h14",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
  bell: "M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10 20h4M12 5V3",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  globe:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4-3.8 9c-2.5-2.6-3.8-5.6-3.8-9S9.500 5.600 12 3z",
  down: "M6 9.500l6 6 6-6",
  right: "M9.500 6l6 6-6 6",
  left: "M14.500 6l-6 6 6 6",
  up: "M6 14.500l6-6 6 6",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.500l4.500 4.500L19 7.500",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  trash: "M4 7h16M9 7V4h6v3M6.500 7l.8 13h9.400l.8-13M10 11v5M14 11v5",
  refresh: "M20 11a8 8 0 1 0-1.200 5.200M20 4.500V11h-6.500",
  columns: "M4 5h16v14H4zM9.300 5v14M14.700 5v14",
  filter: "M4 5h16l-6 7.500V19l-4-2v-4.500z",
  upload: "M12 16V5M7.500 9.500L12 5l4.500 4.500M4 16v4h16v-4",
  download: "M12 4v11M7.500 10.500L12 15l4.500-4.500M4 16v4h16v-4",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  more: "M5.200 12a.8.8 0 1 0 1.600 0 .8.8 0 1 0-1.600 0M11.200 12a.8.8 0 1 0 1.600 0 .8.8 0 1 0-1.600 0M17.200 12a.8.8 0 1 0 1.600 0 .8.8 0 1 0-1.600 0",
  menu: "M4 6.500h16M4 12h16M4 17.500h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  calendar: "M4.500 6.500h15v13h-15zM4.500 10.500h15M8.500 4v4M15.500 4v4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.500V12l3 2",
  question:
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.700M12 16.500v0",
  warning: "M12 4l9 16H3zM12 10v4.500M12 17v0",
  logout: "M14 4H5v16h9M10 12h11M17.500 8.500L21 12l-3.500 3.500",
  swap: "M7 4L3.500 7.500 7 11M3.500 7.500H17M17 13l3.500 3.500L17 20M20.500 16.500H7",
  link: "M10 14a4 4 0 0 0 5.700 0l3.100-3.100a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3.100 3.100a4 4 0 0 0 5.700 5.700L12 17.700",
  star: "M12 4l2.500 5.200 5.700.8-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.8z",
  drag: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  send: "M21 3L10 14M21 3l-6.500 18-4.500-7-7-4.500z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  phone:
    "M5 4h4l1.500 4.500L8 10c1 2.500 3.500 5 6 6l1.500-2.500L20 15v4c0 .600-.400 1-1 1C11 20 4 13 4 5c0-.600.400-1 1-1z",
  inbox: "M4 13l2.500-8h11L20 13v6H4zM4 13h5l1 2.500h4l1-2.500h5",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  save: "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6",
  camera: "M4 8h4l1.500-2.500h5L16 8h4v11H4zM12 16.500a3.300 3.300 0 1 0 0-6.600 3.300 3.300 0 0 0 0 6.600z",
  mic: "M12 15a3 3 0 0 0 3-3V6.500a3 3 0 0 0-6 0V12a3 3 0 0 0 3 3zM6 11.500a6 6 0 0 0 12 0M12 17.500V21M9 21h6",
  play: "M8 5l11 7-11 7z",
  stop: "M6.500 6.500h11v11h-11z",
  message: "M4 5h16v11H11l-4.500 4v-4H4zM8 9h8M8 12.300h5",
  pin: "M12 21c4.500-5 6.500-8.300 6.500-11a6.500 6.500 0 1 0-13 0c0 2.700 2 6 6.500 11zM12 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  task: "M4 5h16v14H4zM8 12l3 3 5.500-6",
  target: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12 12v0",
  flag: "M6 21V4h12l-2.500 4L18 12H6",
  board: "M4 4h4.500v16H4zM9.800 4h4.400v10H9.800zM15.500 4H20v13h-4.500z",
  bolt: "M13 3L5 13.500h6L10 21l8-10.500h-6z",
} as const;

export type IconName = keyof typeof PATHS;

const ALIAS: Record<string, IconName> = {
  customer: "team",
  contacts: "contact",
  person: "user",
  idcard: "contact",
  "id-card": "contact",
  department: "org",
  apartment: "org",
  role: "shield",
  position: "contact",
  bank: "building",
  environment: "pin",
  "check-square": "task",
  bulb: "book",
  gift: "folder",
  wallet: "money",
  shop: "building",
};

/** An icon named by the server; an unknown name is drawn as a plain list mark. */
export function toIcon(name: string | null | undefined): IconName {
  if (name && name in PATHS) return name as IconName;
  return (name && ALIAS[name]) || "grid";
}

/** `className` is what menus add to the icons of their items. */
export function Icon({ name, size = 16, className = "" }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      className={`icon ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#2f6bff" />
      <path d="M16.600 6v12.200H8.200C11.600 15.600 14.800 11 16.600 6Z" fill="#fff" />
      <path d="M18.400 9.400c2.600 2.400 4.400 5.400 5.200 8.800h-5.200Z" fill="#fff" opacity=".72" />
      <path d="M6 20.400h20c-.9 3.200-3.200 5-6.600 5h-6.800c-3.400 0-5.700-1.800-6.600-5Z" fill="#fff" />
    </svg>
  );
}
